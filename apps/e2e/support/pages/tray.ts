import { expect, type Locator, type Page } from '@playwright/test'
import type { GivenFile } from './files.ts'

/** A string is the path of one. */
type Files = string | GivenFile | GivenFile[]

const dialog = (page: Page): Locator => page.getByRole('dialog', { name: 'Upload files' })

/** Through the dialog that the button opens. */
export async function chooseFiles(page: Page, files: Files): Promise<void> {
  await openUploads(page)
  await chooseInDialog(page, files)
}

/**
 * A page that has just been answered may put another button in the place of the one that is being pressed; whoever sees no
 * dialog presses again.
 */
export async function openUploads(page: Page): Promise<void> {
  const button = page.locator('[data-action=upload]:visible').first()
  await expect(async () => {
    if (!(await dialog(page).isVisible())) await button.click({ timeout: 5000 })
    await expect(dialog(page)).toBeVisible({ timeout: 3000 })
  }).toPass({ timeout: 30_000 })
}

export async function chooseInDialog(page: Page, files: Files, button = 'Choose files'): Promise<void> {
  const chooser = page.waitForEvent('filechooser')
  await dialog(page).getByRole('button', { name: button }).click()
  await (await chooser).setFiles(files)
}

export const tray = (page: Page): Locator => page.getByRole('region', { name: 'Uploads of this page' })

export const trayRow = (page: Page, name: string): Locator =>
  tray(page).getByRole('listitem').filter({ hasText: name })

/** Of an upload that an earlier page began. */
export async function chooseAgain(page: Page, name: string, file: Files): Promise<void> {
  const chooser = page.waitForEvent('filechooser')
  await trayRow(page, name)
    .getByRole('button', { name: `Choose the file again: ${name}` })
    .click()
  await (await chooser).setFiles(file)
}

/** In the list of uploads. */
export const statusOf = (page: Page, name: string, status: string): Locator =>
  page.getByRole('row').filter({ hasText: name }).locator(`[data-status=${status}]`)
