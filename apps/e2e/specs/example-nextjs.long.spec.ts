import { startExample } from '../support/app/start-example.ts'
import { textFile } from '../support/pages/files.ts'
import { SIGNED_OUT } from '../support/session.ts'
import { expect, test } from '../support/test.ts'

// Its development server compiles the page and the route when they are first asked for.
test.describe.configure({ timeout: 300_000 })
test.use({ storageState: SIGNED_OUT })

test('Next.js: uploads with a token of its own route, and shows a receipt', async ({
  page,
  installation,
  tenant,
}) => {
  const args = ['node_modules/next/dist/bin/next', 'dev', '--hostname', 'localhost']
  const example = await startExample(installation, tenant, { folder: 'nextjs', args })
  try {
    const problems: string[] = []
    page.on('console', message => message.type() === 'error' && problems.push(message.text()))
    const secrets: string[] = []
    page.on('request', request => secrets.push(request.headers().authorization ?? ''))
    await page.goto(example.url, { timeout: 200_000 })
    await expect(page.getByRole('button', { name: /Drop files/ })).toBeVisible()
    await page
      .locator('input[type=file]')
      .first()
      .setInputFiles([textFile('notes.txt')])
    await expect(page.getByRole('listitem').filter({ hasText: 'notes.txt' })).toContainText(
      'Uploaded and verified',
      { timeout: 60_000 },
    )
    await expect(page.getByRole('row', { name: /notes\.txt/ })).toHaveText(/obj_\w+matched$/)
    expect(problems).toEqual([])
    expect(secrets.filter(Boolean).length).toBeGreaterThan(0)
    expect(secrets.join(' ')).not.toContain('sk_')
  } finally {
    await example.stop()
  }
})
