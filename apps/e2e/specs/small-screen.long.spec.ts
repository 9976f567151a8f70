import { furnish, visit } from '../support/pages/places.ts'
import { expect, test } from '../support/test.ts'

test.use({ viewport: { width: 360, height: 740 } })

test('no page scrolls sideways at 360 pixels', async ({ page, tenant }) => {
  test.slow()
  for (const place of await furnish(tenant)) {
    await visit(page, place)
    const width = await page.evaluate(() => document.documentElement.scrollWidth)
    expect.soft(width, place.name).toBeLessThanOrEqual(360)
  }
})
