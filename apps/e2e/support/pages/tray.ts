import type { Locator, Page } from '@playwright/test'

export type GivenFile = { name: string; mimeType: string; buffer: Buffer }

export const textFile = (name: string, text = `This is ${name}.\n`): GivenFile => ({
  name,
  mimeType: 'text/plain',
  buffer: Buffer.from(text),
})

/** Through the dialog that the button opens. */
export async function chooseFiles(page: Page, files: GivenFile | GivenFile[]): Promise<void> {
  await page.locator('[data-action=upload]:visible').first().click()
  const dialog = page.getByRole('dialog', { name: 'Upload files' })
  const chooser = page.waitForEvent('filechooser')
  await dialog.getByRole('button', { name: 'Choose files' }).click()
  await (await chooser).setFiles(files)
}

export const tray = (page: Page): Locator => page.getByRole('region', { name: 'Uploads of this page' })

export const trayRow = (page: Page, name: string): Locator =>
  tray(page).getByRole('listitem').filter({ hasText: name })
