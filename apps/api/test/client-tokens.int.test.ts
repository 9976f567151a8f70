import { createLandfallClient, fetchToken } from '@landfall/client'
import { createTokenRoute, type TokenRights } from '@landfall/client/next'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Api, startApi } from './support/start-api.ts'
import { BYTES } from './support/uploads.ts'

/** A page, the route of its app, and the real API behind both. */
let api: Api
beforeAll(async () => {
  api = await startApi()
  await api.runtime.ensureProbed()
})
afterAll(() => api[Symbol.asyncDispose]())

function connectPage(rights: Partial<TokenRights> | null) {
  const route = createTokenRoute({
    apiKey: api.tenant.apiKey,
    apiUrl: api.url,
    authorize: () => rights && { bucket: 'uploads', ...rights },
  })
  const toRoute = (url: string, init?: RequestInit) => route(new Request(url, init))
  return createLandfallClient({
    url: api.url,
    token: fetchToken('http://app.test/token', { fetch: toRoute }),
  })
}

const upload = (page: ReturnType<typeof connectPage>, more: object = {}) =>
  page.upload(BYTES, {
    bucket: 'uploads',
    filename: 'a.txt',
    contentType: 'text/plain',
    skipDuplicates: false,
    ...more,
  })

it('a page uploads with a token that its app minted', async () => {
  const page = connectPage({
    owner: 'ada',
    maxFileBytes: 100,
    contentTypes: ['text/*'],
    metadata: { from: 'app' },
  })
  const { uploadId, receipt } = await upload(page, { metadata: { from: 'page', note: 1 } })
  expect(receipt).toMatchObject({ size: 'matched', checksum: 'matched' })
  const stored = await api.call('GET', `/v1/buckets/uploads/uploads/${uploadId}`)
  expect(stored.body).toMatchObject({ owner: 'ada', metadata: { from: 'app', note: 1 }, status: 'COMPLETED' })
  await expect(upload(page)).rejects.toMatchObject({ code: 'TOO_MANY_FILES', details: { limit_files: 1 } })
})

it('an upload outlives its token, with an owner or without', async () => {
  for (const rights of [{}, { owner: 'ada' }]) {
    const page = connectPage(rights)
    let isOver = false
    const end = () => api.database.sql(`UPDATE upload_token SET expires_at = now() - interval '1 second'`)
    api.faultyStore.before = async () => {
      if (!isOver) await end()
      isOver = true
    }
    expect(await upload(page)).toMatchObject({ status: 'COMPLETED' })
    expect(isOver).toBe(true)
    api.faultyStore.before = null
  }
})

it('a rotation ends the token, and the page goes on with the next', async () => {
  const page = connectPage({ maxFiles: 2 })
  await upload(page)
  const key = api.env.LANDFALL_ADMIN_KEY ?? null
  await api.call('POST', '/trpc/admin.rotateSigningKey', { key, json: {} })
  expect(await upload(page)).toMatchObject({ status: 'COMPLETED' })
  await expect(upload(page)).rejects.toMatchObject({ code: 'TOO_MANY_FILES' })
})

it('whom the app refuses, gets none', async () => {
  await expect(upload(connectPage(null))).rejects.toMatchObject({ code: 'TOKEN_UNAVAILABLE', status: 403 })
})
