import type { Locator, Page } from '@playwright/test'
import { textFile } from '../support/pages/files.ts'
import { tabTo } from '../support/pages/keyboard.ts'
import { tray, trayRow } from '../support/pages/tray.ts'
import { SIGNED_OUT } from '../support/session.ts'
import { expect, test } from '../support/test.ts'

test.describe('without a mouse', () => {
  test.use({ storageState: SIGNED_OUT })

  test('from sign-in to a receipt', async ({ page, tenant }) => {
    // From here on, and not from just before the key: a press can reach the page before the wish to be asked does.
    page.on('filechooser', chooser => void chooser.setFiles(textFile('by-hand.txt')))
    await page.goto('/sign-in')
    await tabTo(page, page.getByLabel('API key'))
    await page.keyboard.type(tenant.key)
    await page.keyboard.press('Enter')
    await expect(page.getByRole('heading', { level: 1, name: 'Overview' })).toBeVisible()

    await pressUntil(page, 'u', page.getByRole('dialog', { name: 'Upload files' }))
    await tabTo(page, page.getByRole('button', { name: 'Choose files' }))
    await page.keyboard.press('Enter')
    await expect(trayRow(page, 'by-hand.txt')).toHaveAttribute('data-phase', 'completed')
    await tabTo(page, tray(page).getByRole('link', { name: 'by-hand.txt' }))
    await page.keyboard.press('Enter')
    await expect(page.getByRole('region', { name: 'Receipt' })).toBeVisible()
  })
})

test('the shortcuts are listed and do what they say', async ({ page }) => {
  await page.goto('/')
  const list = page.getByRole('dialog', { name: 'Keyboard shortcuts' })
  await pressUntil(page, '?', list)
  await expect(list).toContainText('Go to Quotas')
  await page.keyboard.press('Escape')
  await expect(list).toBeHidden()
  await pressToGo(page, 'q', 'Quotas')
  await pressToGo(page, 'u', 'Uploads')
  await page.keyboard.press('/')
  await expect(page.getByRole('searchbox')).toBeFocused()
})

/** Keys are heard once the page has come to life, which nothing on it shows. */
async function pressUntil(page: Page, key: string, expected: Locator): Promise<void> {
  await expect(async () => {
    if (!(await expected.isVisible())) await page.keyboard.press(key)
    await expect(expected).toBeVisible({ timeout: 1_000 })
  }).toPass()
}

/** `g` waits a second and a half for its letter, which is not much for a machine that is busy. */
async function pressToGo(page: Page, letter: string, name: string): Promise<void> {
  const heading = page.getByRole('heading', { level: 1, name })
  await expect(async () => {
    await page.keyboard.press('g')
    await page.keyboard.press(letter)
    await expect(heading).toBeVisible({ timeout: 3_000 })
  }).toPass()
}
