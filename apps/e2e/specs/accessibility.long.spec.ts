import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { furnish, visit } from '../support/pages/places.ts'
import { expect, test } from '../support/test.ts'

test.use({ contextOptions: { reducedMotion: 'reduce' } })

// Two halves, so that two workers share what takes longest.
for (const half of [0, 1]) {
  test(`axe finds nothing on any page in either theme, half ${half + 1}`, async ({ page, tenant }) => {
    test.slow()
    const places = await furnish(tenant)
    for (const place of places.filter((_, index) => index % 2 === half)) {
      await page.emulateMedia({ colorScheme: 'light' })
      await visit(page, place)
      expect.soft(await violations(page), place.name).toEqual([])
      await page.emulateMedia({ colorScheme: 'dark' })
      await expect(page.locator('html')).toHaveClass(/dark/)
      expect.soft(await violations(page, ['color-contrast']), `${place.name}, dark`).toEqual([])
    }
  })
}

/** In the dark only colours are other than before. */
async function violations(page: Page, rules?: string[]): Promise<object[]> {
  // Of one document; without it every look opens and closes a page of its own.
  const axe = new AxeBuilder({ page }).setLegacyMode(true)
  const { violations: found } = await (rules ? axe.withRules(rules) : axe).analyze()
  return found.map(({ id, impact, nodes }) => ({ id, impact, where: nodes.map(({ html }) => html) }))
}
