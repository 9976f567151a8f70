import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import type { Tenant } from '../support/api/tenant.ts'
import type { Installation } from '../support/installation.ts'
import { binaryFile, textFile } from '../support/pages/files.ts'
import { NINE_PARTS, PATIENCE } from '../support/pages/parts.ts'
import { furnish, visit } from '../support/pages/places.ts'
import { holdPuts } from '../support/pages/store-requests.ts'
import { chooseAgain, chooseFiles, tray, trayRow } from '../support/pages/tray.ts'
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

test('axe finds nothing in the list of uploads, whatever its files are at', async ({
  page,
  tenant,
  installation,
}, info) => {
  test.slow()
  await page.goto('/')
  await fillTray(page, { tenant, installation, film: info.outputPath('barge.bin') })
  for (const size of ['normal', 'large']) {
    if (size === 'large') await tray(page).getByRole('button', { name: 'Large list' }).click()
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme })
      const html = expect(page.locator('html'))
      await (colorScheme === 'dark' ? html : html.not).toHaveClass(/dark/)
      expect.soft(await violations(page), `${size}, ${colorScheme}`).toEqual([])
    }
  }
})

type Given = { tenant: Tenant; installation: Installation; film: string }

/** One file in each state, one of them from before a reload with another file chosen for it. */
async function fillTray(page: Page, { tenant, installation, film }: Given): Promise<void> {
  binaryFile(film, NINE_PARTS)
  const pass = await holdPuts(page, installation)
  await chooseFiles(page, film)
  await expect(trayRow(page, 'barge.bin')).toHaveAttribute('data-phase', 'sending', PATIENCE)
  await page.reload()
  pass()
  await expect(trayRow(page, 'barge.bin')).toHaveAttribute('data-phase', 'interrupted', PATIENCE)
  await chooseAgain(page, 'barge.bin', textFile('another.txt'))
  await expect(trayRow(page, 'barge.bin').getByRole('alert')).toBeVisible()
  await chooseFiles(page, textFile('done.txt'))
  await expect(trayRow(page, 'done.txt')).toHaveAttribute('data-phase', 'completed')
  await holdPuts(page, installation)
  await chooseFiles(
    page,
    ['paused.txt', 'canceled.txt', 'sending.txt'].map(name => textFile(name)),
  )
  await trayRow(page, 'paused.txt').getByRole('button', { name: 'Pause paused.txt' }).click()
  await trayRow(page, 'canceled.txt').getByRole('button', { name: 'Cancel canceled.txt' }).click()
  await tenant.api.setQuota('organization', { limit_objects: 1 })
  await chooseFiles(page, textFile('failed.txt'))
  for (const phase of ['paused', 'canceled', 'sending', 'failed'])
    await expect(trayRow(page, `${phase}.txt`)).toHaveAttribute('data-phase', phase)
}

/** In the dark only colours are other than before. */
async function violations(page: Page, rules?: string[]): Promise<object[]> {
  // Of one document; without it every look opens and closes a page of its own.
  const axe = new AxeBuilder({ page }).setLegacyMode(true)
  const { violations: found } = await (rules ? axe.withRules(rules) : axe).analyze()
  return found.map(({ id, impact, nodes }) => ({ id, impact, where: nodes.map(({ html }) => html) }))
}
