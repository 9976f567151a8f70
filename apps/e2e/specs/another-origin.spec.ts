import { type App, startApp } from '../support/app/start-app.ts'
import { textFile } from '../support/pages/files.ts'
import { SIGNED_OUT } from '../support/session.ts'
import { expect, test } from '../support/test.ts'

// One app for both: it listens on the port that the store lets in.
test.describe.configure({ mode: 'default' })
test.use({ storageState: SIGNED_OUT })

let app: App
test.beforeAll(async ({ installation }) => {
  app = await startApp(installation)
})
test.afterAll(() => app.stop())

const RIGHTS = { owner: 'ada', contentTypes: ['text/*'], maxFileBytes: 10_000, metadata: { from: 'app' } }

test('a page of another origin uploads with a token', async ({ page, installation, tenant }) => {
  await app.serve(tenant, RIGHTS)
  const secrets: string[] = []
  page.on('request', request => secrets.push(request.headers().authorization ?? ''))
  await page.goto(installation.appUrl)
  await expect(page.getByLabel('Photo')).toBeEnabled()
  await page.getByLabel('Photo').setInputFiles(textFile('cat.txt'))
  await expect(page.locator('output')).toHaveText(/^upl_\w+ matched$/)

  const uploadId = (await page.locator('output').textContent())?.split(' ')[0] ?? ''
  expect(await tenant.api.upload(tenant.bucket, uploadId)).toMatchObject({
    status: 'COMPLETED',
    owner: 'ada',
    metadata: { from: 'app', alt: 'a cat' },
  })
  expect(secrets.filter(Boolean).length).toBeGreaterThan(0)
  expect(secrets.join(' ')).not.toContain('sk_')
  // The token was for one file.
  await page.getByLabel('Photo').setInputFiles(textFile('dog.txt'))
  await expect(page.locator('output')).toHaveText('TOO_MANY_FILES 403')
})

test('a page whose token was revoked is told so', async ({ page, installation, tenant }) => {
  await app.serve(tenant, RIGHTS)
  const minted = page.waitForResponse(`${installation.appUrl}/token`)
  await page.goto(`${installation.appUrl}/?once`)
  const { token } = (await (await minted).json()) as { token: string }
  const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as { jti: string }
  await tenant.api.revokeToken(claims.jti)
  await expect(page.getByLabel('Photo')).toBeEnabled()
  await page.getByLabel('Photo').setInputFiles(textFile('cat.txt'))
  await expect(page.locator('output')).toHaveText('TOKEN_REVOKED 401')
})
