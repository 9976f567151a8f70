import type { Route } from '@playwright/test'
import { textFile } from '../support/pages/files.ts'
import { chooseFiles, trayRow } from '../support/pages/tray.ts'
import { expect, test } from '../support/test.ts'

test('a file replaced between create and confirm is refused, and the page says so', async ({
  page,
  tenant,
}) => {
  const { api, bucket } = tenant
  const right = { filename: 'invoice.txt', body: '100 EUR' }
  const created = await api.create(bucket, right)
  await page.goto(`/uploads/${created.upload_id}`)
  await expect(page.getByText('Nothing counts yet')).toBeVisible()

  const etag = await api.put(created.presigned_url, right)
  await api.put(created.presigned_url, { ...right, body: '999 EUR' })
  await expect(api.confirm(bucket, created.upload_id, { etag })).rejects.toThrow('ETAG_MISMATCH')

  await expect(page.getByText('The store holds other bytes than were sent.')).toBeVisible()
  await expect(page.getByText('the wrong copy is never read')).toBeVisible()
  const refusal = page.getByRole('region', { name: 'Timeline' }).locator('[data-kind=confirm_refused]')
  await expect(refusal).toContainText(`Expected${etag}`)
  await expect(page.locator('[data-status=PENDING]')).toBeVisible()
  await page.goto('/')
  await expect(page.getByRole('region', { name: 'Refused confirms' })).toContainText('invoice.txt')
})

test('a file replaced behind the back of the page is noticed and sent again', async ({ page, tenant }) => {
  const { api } = tenant
  const file = textFile('contract.txt', 'signed by both')
  // An address that anybody may send to twice, as of a store that knows no conditions.
  await page.route('**/api/trpc/uploads.create', route => withoutGuards(route))
  const urls: string[] = []
  page.on('request', request => {
    if (request.method() === 'PUT') urls.push(request.url())
  })
  await page.route(
    '**/api/trpc/uploads.confirm',
    async route => {
      await api.put(urls[0] ?? '', { filename: file.name, body: 'signed by none' })
      await route.continue()
    },
    { times: 1 },
  )
  await page.goto('/')
  await chooseFiles(page, file)
  await expect(trayRow(page, file.name)).toHaveAttribute('data-phase', 'completed')
  await trayRow(page, file.name).getByRole('link', { name: file.name }).click()
  const timeline = page.getByRole('region', { name: 'Timeline' })
  await expect(timeline.locator('[data-kind=confirm_refused]')).toContainText('The store holds other bytes')
  await expect(timeline.locator('[data-kind=renewed]')).toBeVisible()
  await expect(timeline.locator('[data-kind=completed]')).toBeVisible()
  await expect(timeline).toContainText('2 attempts')
})

async function withoutGuards(route: Route): Promise<void> {
  const { file_hash: _hash, ...input } = route.request().postDataJSON() as Record<string, unknown>
  await route.continue({ postData: JSON.stringify({ ...input, sends_headers: false }) })
}
