import { newTenant } from '../support/api/tenant.ts'
import { waitForLife } from '../support/pages/alive.ts'
import { SIGNED_OUT } from '../support/session.ts'
import { expect, test } from '../support/test.ts'

test.use({ storageState: SIGNED_OUT })

test('the printed link signs in once, and a second use is refused', async ({
  page,
  browser,
  installation,
}) => {
  await page.goto(installation.signInUrl)
  await page.getByRole('button', { name: 'Continue to Landfall' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Overview' })).toBeVisible()

  const context = await browser.newContext({ storageState: SIGNED_OUT })
  waitForLife(context)
  const second = await context.newPage()
  await second.goto(installation.signInUrl)
  await second.getByRole('button', { name: 'Continue to Landfall' }).click()
  await expect(second.getByText('a link works only once')).toBeVisible()
  await second.getByRole('link', { name: 'Sign in with a key' }).click()
  await expect(second.getByLabel('API key')).toBeVisible()
  await context.close()
})

test('a key signs in, and signing out ends the session', async ({ page, context, installation }) => {
  const { key, name } = await newTenant(installation, 'harbour')
  await page.goto('/uploads?status=open')
  await expect(page).toHaveURL(/\/sign-in\?next=/)
  await page.getByLabel('API key').fill(key)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await expect(page).toHaveURL('/uploads?status=open')

  const [cookie] = await context.cookies()
  expect(cookie).toMatchObject({ name: 'landfall_session', httpOnly: true, sameSite: 'Lax' })
  expect(await page.evaluate(() => document.cookie)).toBe('')

  await page.getByRole('button', { name: `Account, ${name}` }).click()
  await page.getByRole('menuitem', { name: 'Sign out' }).click()
  await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible()
  expect(await context.cookies()).toEqual([])
  if (cookie) await context.addCookies([cookie])
  await page.goto('/uploads')
  await expect(page).toHaveURL(/\/sign-in/)
})

test('a wrong key is refused, and can be corrected', async ({ page, installation }) => {
  await page.goto('/sign-in')
  await page.getByLabel('API key').fill('sk_wrong')
  await page.getByRole('button', { name: 'Sign in' }).click()
  await expect(page.getByText('This key is not valid')).toBeVisible()
  await page.getByLabel('API key').fill(installation.apiKey)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Overview' })).toBeVisible()
})
