import { furnish, visit } from '../support/pages/places.ts'
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

test.describe('on a small screen', () => {
  test.use({ viewport: { width: 360, height: 740 } })

  test('no page scrolls sideways at 360 pixels', async ({ page, tenant }) => {
    test.slow()
    for (const place of await furnish(tenant)) {
      await visit(page, place)
      const width = await page.evaluate(() => document.documentElement.scrollWidth)
      expect.soft(width, place.name).toBeLessThanOrEqual(360)
    }
  })
})
