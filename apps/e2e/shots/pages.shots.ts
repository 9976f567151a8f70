import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { textFile } from '../support/pages/files.ts'
import { type Place, visit } from '../support/pages/places.ts'
import { holdPuts } from '../support/pages/store-requests.ts'
import { chooseFiles, tray } from '../support/pages/tray.ts'
import { SIGNED_OUT } from '../support/session.ts'
import { expect, test } from '../support/test.ts'
import { fillOrganization } from './content.ts'

const FOLDER = join(import.meta.dirname, '..', 'screenshots')
const SCHEMES = ['light', 'dark'] as const

for (const [size, viewport] of [
  ['desktop', { width: 1280, height: 800 }],
  ['360', { width: 360, height: 740 }],
] as const) {
  test.describe(size, () => {
    test.use({ viewport, contextOptions: { reducedMotion: 'reduce' } })

    test('every page', async ({ page, tenant }) => {
      for (const place of await fillOrganization(tenant)) {
        await visit(page, place)
        await page.waitForLoadState('networkidle')
        await shoot(page, place.name, size)
      }
    })

    test('signed out, and with nothing in it', async ({ browser, page, installation }) => {
      for (const place of EMPTY) {
        await visit(page, place)
        await shoot(page, place.name, size)
      }
      const context = await browser.newContext({ storageState: SIGNED_OUT, viewport })
      const stranger = await context.newPage()
      await stranger.goto('/sign-in')
      await shoot(stranger, 'sign-in', size)
      await stranger.getByLabel('API key').fill('sk_wrong')
      await stranger.getByRole('button', { name: 'Sign in' }).click()
      await expect(stranger.getByText('This key is not valid')).toBeVisible()
      await shoot(stranger, 'sign-in-refused', size)
      await stranger.goto(`${installation.webUrl}/sign-in?token=used-up`)
      await stranger.getByRole('button', { name: 'Continue to Landfall' }).click()
      await stranger.getByText('Sign in with a key').waitFor()
      await shoot(stranger, 'sign-in-link', size)
      await context.close()
    })

    test('what opens and moves', async ({ page, tenant, installation }) => {
      await page.goto('/uploads')
      await page.getByText('Nothing was uploaded yet').waitFor()
      const named = (name: string) => textFile(name, name.repeat(4_000))
      await chooseFiles(page, [named('letter.txt'), named('tides.csv')])
      await expect(tray(page).locator('[data-phase=completed]')).toHaveCount(2)
      await tenant.api.setQuota('organization', { limit_objects: 5 })
      const letGo = await holdPuts(page, installation)
      await chooseFiles(page, ['northern-pier.txt', 'storm.txt', 'lamp.txt', 'ferry.txt'].map(named))
      await expect(tray(page).locator('[data-phase=sending]')).toHaveCount(3)
      await page.getByRole('button', { name: 'Cancel ferry.txt' }).click()
      await shoot(page, 'tray-sending', size)
      letGo()
      await expect(tray(page).locator('[data-phase=completed]')).toHaveCount(5)
      await chooseFiles(page, [textFile('one-too-many.txt'), textFile('and-another.txt')])
      await expect(tray(page).locator('[data-phase=failed]')).toHaveCount(2)
      await shoot(page, 'tray-failed', size)
      await page.getByRole('button', { name: 'Close the list of uploads' }).click()
      await page.context().setOffline(true)
      await page.getByText('You are offline.').waitFor()
      await shoot(page, 'offline', size)
      await page.context().setOffline(false)
      await showDialogs(page, size)
    })
  })
}

const EMPTY: Place[] = [
  { name: 'empty-overview', path: '/', loaded: 'Bring your first file ashore' },
  { name: 'empty-uploads', path: '/uploads', loaded: 'Nothing was uploaded yet' },
  { name: 'empty-objects', path: '/objects', loaded: 'No objects yet' },
]

async function showDialogs(page: Page, size: string): Promise<void> {
  await page.locator('[data-action=upload]:visible').first().click()
  await shoot(page, 'dialog-upload', size)
  await page.goto('/buckets')
  await page.getByRole('button', { name: 'Create bucket' }).click()
  await page.getByRole('button', { name: 'Add a field' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Create bucket' }).click()
  await shoot(page, 'dialog-create-bucket', size)
  await page.goto('/quotas')
  await page.getByRole('button', { name: /^Set limits of bucket/ }).click()
  await shoot(page, 'dialog-limits', size)
  await page.goto('/objects')
  await page.getByRole('link', { name: 'letter.txt' }).click()
  await page.getByRole('button', { name: 'Delete' }).click()
  await shoot(page, 'dialog-delete', size)
  await page.goto('/')
  await page.getByRole('button', { name: /^Account, / }).click()
  await page.getByRole('menu').waitFor()
  await shoot(page, 'menu-account', size)
  await page.getByRole('menuitem', { name: 'Keyboard shortcuts' }).click()
  await shoot(page, 'dialog-shortcuts', size)
}

/** A window as high as the page: what is fixed to its edges then lies at the page's. */
async function shoot(page: Page, name: string, size: string): Promise<void> {
  const isOpen = /^(dialog|tray|menu)/.test(name)
  const { width = 0, height = 0 } = page.viewportSize() ?? {}
  const full = await page.evaluate(() => document.documentElement.scrollHeight)
  if (!isOpen) await page.setViewportSize({ width, height: Math.max(height, full) })
  for (const colorScheme of SCHEMES) {
    await page.emulateMedia({ colorScheme })
    await expect(page.locator('html')).toHaveClass(new RegExp(colorScheme))
    const path = join(FOLDER, `${name}-${size}-${colorScheme}.png`)
    await page.screenshot({ path, animations: 'disabled' })
  }
  await page.setViewportSize({ width, height })
}
