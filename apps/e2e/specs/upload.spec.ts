import { binaryFile, download, PNG, sha256, textFile } from '../support/pages/files.ts'
import { slowDown } from '../support/pages/network.ts'
import { chooseFiles, chooseInDialog, tray, trayRow } from '../support/pages/tray.ts'
import { expect, test } from '../support/test.ts'

for (const { what, file } of [
  { what: 'a text', file: textFile('letter.txt') },
  { what: 'an image', file: { name: 'pier.png', mimeType: 'image/png', buffer: PNG } },
  { what: 'an empty file', file: textFile('empty.txt', '') },
  { what: 'a Unicode name', file: textFile('Übersicht 2026 – 写真 🌊.txt') },
]) {
  test(`${what} is verified, has a receipt and comes back as it was`, async ({ page }) => {
    await page.goto('/')
    await chooseFiles(page, file)
    await expect(trayRow(page, file.name)).toHaveAttribute('data-phase', 'completed')
    await trayRow(page, file.name).getByRole('link', { name: file.name }).click()

    await expect(page.getByRole('heading', { level: 1, name: file.name })).toBeVisible()
    await expect(page.locator('[data-status=COMPLETED]')).toBeVisible()
    const receipt = page.getByRole('region', { name: 'Receipt' })
    await expect(receipt).toContainText('Size matched')
    await expect(receipt).toContainText('ETag matched')
    await expect(receipt).toContainText('Checksum matched')
    const timeline = page.getByRole('region', { name: 'Timeline' })
    await expect(timeline.locator('[data-kind=created]')).toBeVisible()
    await expect(timeline.locator('[data-kind=completed]')).toBeVisible()

    const { name, bytes } = await download(page)
    expect(name).toBe(file.name)
    expect(sha256(bytes)).toBe(sha256(file.buffer))
  })
}

test('30 MB are watched on their way and come back as they were', async ({ page }, info) => {
  const path = info.outputPath('tide.bin')
  const sent = binaryFile(path, 30_000_000)
  await page.goto('/')
  const fast = await slowDown(page)
  await chooseFiles(page, path)
  const row = trayRow(page, 'tide.bin')
  await expect(row).toHaveAttribute('data-phase', 'sending')
  await expect(row.getByRole('progressbar')).toHaveAttribute('aria-valuenow', /^[1-9]\d?$/)
  await expect(row).toContainText(/Sending · [\d.]+ k?MB of 30 MB · .+\/s · .+ left/)
  await expect(tray(page).getByRole('progressbar', { name: 'All files' })).toBeVisible()
  await fast()
  await expect(row).toHaveAttribute('data-phase', 'completed', { timeout: 45_000 })
  await row.getByRole('link', { name: 'tide.bin' }).click()
  await expect(page.getByRole('region', { name: 'Receipt' })).toBeVisible()
  const { bytes } = await download(page)
  expect(sha256(bytes)).toBe(sha256(sent))
})

test('ten files at once all arrive', async ({ page }) => {
  await page.goto('/uploads')
  await expect(page.getByText('Nothing was uploaded yet')).toBeVisible()
  await chooseFiles(
    page,
    Array.from({ length: 10 }, (_, index) => textFile(`note-${index}.txt`)),
  )
  await expect(tray(page).getByRole('status')).toHaveText('10 files uploaded', { timeout: 45_000 })
  await expect(tray(page).locator('[data-phase=completed]')).toHaveCount(10)
  await expect(page.getByRole('table').locator('[data-status=COMPLETED]')).toHaveCount(10)
})

test('files are dropped and pasted anywhere', async ({ page }) => {
  await page.goto('/quotas')
  await expect(page.getByRole('heading', { level: 2, name: 'files' })).toBeVisible()
  const dropped = await page.evaluateHandle(() => {
    const data = new DataTransfer()
    data.items.add(new File(['dropped'], 'dropped.txt', { type: 'text/plain' }))
    return data
  })
  await page.dispatchEvent('main', 'dragenter', { dataTransfer: dropped })
  await expect(page.getByText('into the bucket files')).toBeVisible()
  await page.dispatchEvent('main', 'drop', { dataTransfer: dropped })
  await expect(page.getByText('Drop to upload')).toBeHidden()
  await expect(trayRow(page, 'dropped.txt')).toHaveAttribute('data-phase', 'completed')

  await page.evaluate(() => {
    const clipboardData = new DataTransfer()
    clipboardData.items.add(new File(['pasted'], 'pasted.txt', { type: 'text/plain' }))
    document.body.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true }))
  })
  await expect(trayRow(page, 'pasted.txt')).toHaveAttribute('data-phase', 'completed')
})

test('the bucket is chosen, and what it does not take is explained', async ({ page, tenant }) => {
  await tenant.api.createBucket('small', { rules: { max_file_bytes: 10 } })
  await page.goto('/')
  await page.getByRole('button', { name: 'Upload' }).first().click()
  await page.getByRole('combobox', { name: 'Bucket' }).click()
  await page.getByRole('option', { name: 'small' }).click()
  await chooseInDialog(page, textFile('long.txt', 'more than ten bytes'))
  await expect(trayRow(page, 'long.txt')).toHaveAttribute('data-phase', 'failed')
  await expect(trayRow(page, 'long.txt')).toContainText('The file is too large for this bucket')
})
