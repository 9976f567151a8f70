import type { Locator, Page } from '@playwright/test'
import type { GivenFile } from './files.ts'

/** A string is the path of one. */
type Files = string | GivenFile | GivenFile[]

/** Through the dialog that the button opens. */
export async function chooseFiles(page: Page, files: Files): Promise<void> {
  await page.locator('[data-action=upload]:visible').first().click()
  await chooseInDialog(page, files)
}

export async function chooseInDialog(page: Page, files: Files): Promise<void> {
  const chooser = page.waitForEvent('filechooser')
  await page
    .getByRole('dialog', { name: 'Upload files' })
    .getByRole('button', { name: 'Choose files' })
    .click()
  await (await chooser).setFiles(files)
}

export const tray = (page: Page): Locator => page.getByRole('region', { name: 'Uploads of this page' })

export const trayRow = (page: Page, name: string): Locator =>
  tray(page).getByRole('listitem').filter({ hasText: name })
