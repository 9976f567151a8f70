import { newTenantByCommand } from '../support/api/command.ts'
import { textFile } from '../support/pages/files.ts'
import { chooseFiles } from '../support/pages/tray.ts'
import { signedIn } from '../support/session.ts'
import { expect, test } from '../support/test.ts'

test('what one uploads, a colleague sees without reloading', async ({
  page,
  browser,
  tenant,
  installation,
}) => {
  const context = await browser.newContext({ storageState: await signedIn(installation.webUrl, tenant.key) })
  const colleague = await context.newPage()
  await colleague.goto('/uploads')
  await expect(colleague.getByText('Nothing was uploaded yet')).toBeVisible()
  await page.goto('/')
  await chooseFiles(page, textFile('shared-plan.txt'))
  const row = colleague.getByRole('row').filter({ hasText: 'shared-plan.txt' })
  // An empty list asks every ten seconds.
  await expect(row.locator('[data-status=COMPLETED]')).toBeVisible({ timeout: 30_000 })
  await context.close()
})

test('another organization finds nothing of it, and is not told that there is something', async ({
  page: foreign,
  context,
  tenant,
  installation,
}) => {
  const { uploadId, objectId } = await tenant.api.store(tenant.bucket, {
    filename: 'secret-plan.txt',
    body: 'north',
  })
  await context.clearCookies()
  const { cookies } = await signedIn(installation.webUrl, await newTenantByCommand(installation))
  await context.addCookies(cookies)

  await foreign.goto('/uploads?q=secret')
  await expect(foreign.getByText('No upload fits')).toBeVisible()
  await foreign.goto('/objects')
  await expect(foreign.getByText('No objects yet')).toBeVisible()
  for (const path of [`/uploads/${uploadId}`, `/objects/${objectId}`, `/buckets/${tenant.bucketId}`]) {
    const words = foreign.getByRole('main')
    await foreign.goto(path)
    await expect(words).toContainText(/There is no such/)
    const said = (await words.textContent()) ?? ''
    await foreign.goto(path.replace(/_.*/, '_00000000000000000000000000'))
    await expect(words, 'the same as for what never was').toHaveText(said)
  }
})
