import type { Page } from '@playwright/test'
import { expect, test } from '../support/test.ts'

const names = (page: Page) => page.getByRole('table', { name: 'Uploads' }).getByRole('link')

test('uploads are filtered by status and found by name', async ({ page, tenant }) => {
  const { api, bucket } = tenant
  await api.store(bucket, { filename: 'report.csv', body: 'a,b' })
  await api.create(bucket, { filename: 'report-draft.csv', body: 'a' })
  const canceled = await api.create(bucket, { filename: 'mistake.csv', body: 'a' })
  await api.cancel(bucket, canceled.upload_id)

  await page.goto('/uploads')
  await expect(names(page)).toHaveText(['mistake.csv', 'report-draft.csv', 'report.csv'])
  const status = page.getByRole('radiogroup', { name: 'Status' })
  await status.getByRole('radio', { name: 'Open' }).click()
  await expect(names(page)).toHaveText(['report-draft.csv'])
  await status.getByRole('radio', { name: 'Completed' }).click()
  await expect(names(page)).toHaveText(['report.csv'])
  await expect(page).toHaveURL(/status=completed/)
  await status.getByRole('radio', { name: 'All' }).click()
  await page.getByRole('searchbox', { name: 'Search by name' }).fill('REPORT')
  await expect(names(page)).toHaveText(['report-draft.csv', 'report.csv'])
  await page.getByRole('searchbox').fill('nothing like it')
  await page.getByRole('button', { name: 'Show all uploads' }).click()
  await expect(names(page)).toHaveCount(3)
  await expect(page.getByRole('searchbox')).toHaveValue('')
})

test('more than a page is sorted and paged, there and back', async ({ page, tenant }) => {
  const { api, bucket } = tenant
  const numbers = Array.from({ length: 30 }, (_, index) => index + 10)
  await Promise.all(numbers.map(n => api.create(bucket, { filename: `file-${n}`, body: 'x'.repeat(n) })))
  const pages = page.getByRole('navigation', { name: 'Pages' })

  await page.goto('/uploads')
  await page.getByRole('button', { name: 'Name' }).click()
  await page.getByRole('columnheader', { name: 'Name' }).and(page.locator('[aria-sort=descending]')).waitFor()
  await page.getByRole('button', { name: 'Name' }).click()
  await expect(names(page)).toHaveText(numbers.slice(0, 25).map(n => `file-${n}`))
  await expect(pages.getByRole('button', { name: 'Previous' })).toBeDisabled()
  await pages.getByRole('button', { name: 'Next' }).click()
  await expect(names(page)).toHaveText(numbers.slice(25).map(n => `file-${n}`))
  await expect(pages).toContainText('Page 2')
  await expect(pages.getByRole('button', { name: 'Next' })).toBeDisabled()
  await pages.getByRole('button', { name: 'Previous' }).click()
  await expect(names(page).first()).toHaveText('file-10')

  await page.getByRole('button', { name: 'Size' }).click()
  await expect(names(page).first()).toHaveText('file-39')
  await expect(page).toHaveURL(/sort=file_size_bytes/)
})
