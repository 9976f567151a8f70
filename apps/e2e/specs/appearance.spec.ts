import { expect, test } from '../support/test.ts'

test('it is dark with the system, and as somebody chose', async ({ page }) => {
  await page.emulateMedia({ colorScheme: 'dark' })
  await page.goto('/')
  const html = page.locator('html')
  await expect(html).toHaveClass(/dark/)
  const darkness = await page.locator('body').evaluate(body => getComputedStyle(body).backgroundColor)
  await page.emulateMedia({ colorScheme: 'light' })
  await expect(html).toHaveClass(/light/)
  await expect(page.locator('body')).not.toHaveCSS('background-color', darkness)

  await page.getByRole('complementary').getByRole('button').click()
  await page.getByRole('menuitemradio', { name: 'Dark' }).click()
  await expect(html).toHaveClass(/dark/)
  await page.reload()
  await expect(html).toHaveClass(/dark/)
  await expect(page.locator('body')).toHaveCSS('background-color', darkness)
})
