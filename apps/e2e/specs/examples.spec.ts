import type { Page } from '@playwright/test'
import { startExample } from '../support/app/start-example.ts'
import { PNG, textFile } from '../support/pages/files.ts'
import { holdPuts } from '../support/pages/store-requests.ts'
import { SIGNED_OUT } from '../support/session.ts'
import { expect, test } from '../support/test.ts'

// Each starts a development server, which compiles the page when it is first asked for.
test.describe.configure({ timeout: 180_000 })
test.use({ storageState: SIGNED_OUT })

const fileOf = (page: Page, name: string) => page.getByRole('listitem').filter({ hasText: name })
const choose = (page: Page, ...files: ReturnType<typeof textFile>[]) =>
  page.locator('input[type=file]').first().setInputFiles(files)

test('React with Vite: uploads with a token, pauses and goes on', async ({ page, installation, tenant }) => {
  const example = await startExample(installation, tenant, { folder: 'react-vite', args: ['server.ts'] })
  try {
    const secrets: string[] = []
    page.on('request', request => secrets.push(request.headers().authorization ?? ''))
    await page.goto(example.url)
    await expect(page.getByRole('button', { name: /Drop files/ })).toBeVisible({ timeout: 120_000 })
    await choose(page, { name: 'harbour.png', mimeType: 'image/png', buffer: PNG }, textFile('notes.txt'))
    for (const name of ['harbour.png', 'notes.txt'])
      await expect(fileOf(page, name)).toContainText('Uploaded and verified')

    const letGo = await holdPuts(page, installation)
    await choose(page, textFile('slow.txt', 'sent slowly'))
    const slow = fileOf(page, 'slow.txt')
    await expect(slow).toContainText('Uploading')
    await page.getByRole('button', { name: 'Pause slow.txt' }).click()
    await expect(slow).toContainText('Paused')
    letGo()
    await page.getByRole('button', { name: 'Resume all' }).click()
    await expect(slow).toContainText('Uploaded and verified')

    expect(secrets.filter(Boolean).length).toBeGreaterThan(0)
    expect(secrets.join(' ')).not.toContain('sk_')
  } finally {
    await example.stop()
  }
})
