import { PDF, PNG, textFile } from '../support/pages/files.ts'
import { chooseInDialog, trayRow } from '../support/pages/tray.ts'
import { expect, test } from '../support/test.ts'

test('objects are shown as a grid and as a table', async ({ page, tenant }) => {
  const { api, bucket } = tenant
  await api.store(bucket, { filename: 'pier.png', content_type: 'image/png', body: PNG })
  await api.store(bucket, { filename: 'letter.txt', body: 'Dear harbour master' })
  await page.goto('/objects')
  const tiles = page.getByRole('main').getByRole('listitem')
  await expect(tiles).toHaveText([/letter\.txt/, /pier\.png/])
  await expect(tiles.filter({ hasText: 'pier.png' }).locator('img')).toHaveJSProperty('naturalWidth', 64)
  await page.getByRole('radio', { name: 'Table' }).click()
  const table = page.getByRole('table', { name: 'Objects' })
  await expect(table.getByRole('link')).toHaveText(['letter.txt', 'pier.png'])
  await page.getByRole('combobox', { name: 'Sort' }).click()
  await page.getByRole('option', { name: 'Largest first' }).click()
  await expect(table.getByRole('link')).toHaveText(['pier.png', 'letter.txt'])
})

test('an image, a text and a PDF are previewed', async ({ page, tenant }) => {
  const { api, bucket } = tenant
  const files = [
    { filename: 'pier.png', content_type: 'image/png', body: PNG },
    { filename: 'letter.txt', body: 'Dear harbour master' },
    { filename: 'chart.pdf', content_type: 'application/pdf', body: PDF },
  ]
  const [image, text, pdf] = await Promise.all(files.map(file => api.store(bucket, file)))
  await page.goto(`/objects/${image?.objectId}`)
  await expect(page.getByRole('img', { name: 'Preview of pier.png' })).toHaveJSProperty('naturalWidth', 64)
  await page.goto(`/objects/${text?.objectId}`)
  await expect(page.getByRole('region', { name: 'Preview of letter.txt' })).toHaveText('Dear harbour master')
  await page.goto(`/objects/${pdf?.objectId}`)
  await expect(page.getByTitle('Preview of chart.pdf')).toHaveAttribute('src', /^blob:/)
})

test('a preview is not loaded again because a file was uploaded', async ({ page, tenant, installation }) => {
  const file = { filename: 'chart.pdf', content_type: 'application/pdf', body: PDF }
  const { objectId } = await tenant.api.store(tenant.bucket, file)
  let loads = 0
  page.on('request', request => {
    if (request.method() === 'GET' && request.url().startsWith(installation.s3Url)) loads += 1
  })
  await page.goto(`/objects/${objectId}`)
  const preview = page.getByTitle('Preview of chart.pdf')
  await expect(preview).toHaveAttribute('src', /^blob:/)
  const src = (await preview.getAttribute('src')) ?? ''
  const refreshed = page.waitForResponse(response => response.url().includes('objects.get'))
  await page.keyboard.press('u')
  await chooseInDialog(page, textFile('other.txt'))
  await expect(trayRow(page, 'other.txt')).toHaveAttribute('data-phase', 'completed')
  await refreshed
  await expect(preview).toHaveAttribute('src', src)
  expect(loads).toBe(1)
})

test('a copied link downloads the file for whoever has it', async ({ page, context, tenant }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  const { objectId } = await tenant.api.store(tenant.bucket, { filename: 'tides.txt', body: 'high at noon' })
  await page.goto(`/objects/${objectId}`)
  // The preview moves what is below it when it comes: a press that begins on the button must end on it.
  await expect(page.getByText('high at noon')).toBeVisible()
  await page.getByRole('button', { name: 'Copy link' }).click()
  const readLink = () => page.evaluate(() => navigator.clipboard.readText())
  await expect.poll(readLink).toContain('http')
  const link = await readLink()
  expect(await (await fetch(link)).text()).toBe('high at noon')
})

test('a deletion says what goes, and then it is gone', async ({ page, tenant }) => {
  const { uploadId, objectId } = await tenant.api.store(tenant.bucket, {
    filename: 'old.txt',
    body: 'old news',
  })
  await page.goto(`/objects/${objectId}`)
  await page.getByRole('button', { name: 'Delete' }).click()
  const dialog = page.getByRole('alertdialog', { name: 'Delete old.txt?' })
  await expect(dialog).toContainText('The object and its file (8 B) are removed')
  await expect(dialog).toContainText('The record of the upload stays. This cannot be undone.')
  await dialog.getByRole('button', { name: 'Keep it' }).click()
  await expect(dialog).toBeHidden()
  await page.getByRole('button', { name: 'Delete' }).click()
  await dialog.getByRole('button', { name: 'Delete for good' }).click()
  await expect(page).toHaveURL('/objects')
  await expect(page.getByText('No objects yet')).toBeVisible()
  await page.goto(`/objects/${objectId}`)
  await expect(page.getByText('There is no such object')).toBeVisible()
  await page.goto(`/uploads/${uploadId}`)
  await expect(page.getByText('its object was deleted')).toBeVisible()
})
