import type { Locator, Page } from '@playwright/test'
import type { GivenFile } from './files.ts'

/** A string is the path of one. */
type Files = string | GivenFile | GivenFile[]

/** Through the dialog that the button opens. */
export async function chooseFiles(page: Page, files: Files): Promise<void> {
  await openUploads(page)
  await chooseInDialog(page, files)
}

export const openUploads = (page: Page): Promise<void> =>
  page.locator('[data-action=upload]:visible').first().click()

export async function chooseInDialog(page: Page, files: Files, button = 'Choose files'): Promise<void> {
  const chooser = page.waitForEvent('filechooser')
  await page.getByRole('dialog', { name: 'Upload files' }).getByRole('button', { name: button }).click()
  await (await chooser).setFiles(files)
}

export const tray = (page: Page): Locator => page.getByRole('region', { name: 'Uploads of this page' })

export const trayRow = (page: Page, name: string): Locator =>
  tray(page).getByRole('listitem').filter({ hasText: name })

/** Of an upload that an earlier page began. */
export async function chooseAgain(page: Page, name: string, file: string): Promise<void> {
  const chooser = page.waitForEvent('filechooser')
  await trayRow(page, name)
    .getByRole('button', { name: `Choose the file again: ${name}` })
    .click()
  await (await chooser).setFiles(file)
}
