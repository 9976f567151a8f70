import type { IncomingMessage } from 'node:http'
import { deleteDoomedKeys } from '@landfall/core/services'
import { startTestInstallation, type TestInstallation } from '@landfall/runtime/testing'
import { createS3ObjectStore } from '@landfall/storage'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startApiProcess } from './support/api-process.ts'
import { send } from './support/start-api.ts'
import { BYTES, type CreatedUpload, put } from './support/uploads.ts'

/** A process that dies by SIGKILL in the middle of a confirm: afterwards it settles once, and no key is without a row. */

let installation: TestInstallation
beforeAll(async () => {
  installation = await startTestInstallation()
  await installation.runtime.ensureProbed()
})
beforeEach(() => {
  installation.faultyStore.before = null
  installation.faultyStore.heal()
})
afterAll(() => installation[Symbol.asyncDispose]())

const UPLOADS = '/v1/buckets/uploads/uploads'

function call(url: string, path: string, json: object = {}) {
  return send(`${url}${path}`, 'POST', { json, key: installation.tenant.apiKey })
}

async function createAndPut(url: string): Promise<CreatedUpload> {
  const json = { filename: 'note.txt', content_type: 'text/plain', file_size_bytes: BYTES.length }
  const { body } = await call(url, UPLOADS, json)
  expect((await put(body)).status).toBe(200)
  return body
}

async function keysWithoutRow(): Promise<string[]> {
  const { env } = installation
  const store = createS3ObjectStore({
    bucket: env.S3_BUCKET,
    region: env.S3_REGION,
    endpoint: installation.store.endpoint,
    accessKeyId: env.S3_ACCESS_KEY_ID ?? '',
    secretAccessKey: env.S3_SECRET_ACCESS_KEY ?? '',
  })
  const rows = await installation.database.sql<{ key: string }>('SELECT key FROM stored_key')
  const named = new Set(rows.map(row => row.key))
  const orphans: string[] = []
  for await (const { key } of store.listKeys('')) {
    if (!key.startsWith('_landfall/') && !named.has(key)) orphans.push(key)
  }
  store.close()
  return orphans
}

async function expectSettledOnce(upload: CreatedUpload): Promise<void> {
  const of = (text: string) => installation.database.sql(text, [upload.upload_id])
  expect(await of('SELECT id FROM object WHERE upload_id = $1')).toHaveLength(1)
  expect(await of(`SELECT id FROM stored_key WHERE upload_id = $1 AND state = 'live'`)).toHaveLength(1)
  expect(await of(`SELECT id FROM stored_key WHERE upload_id = $1 AND state = 'open'`)).toEqual([])
  expect(await of(`SELECT id FROM quota_entry WHERE subject = $1 AND kind = 'settle'`)).toHaveLength(1)
}

const isCopy = (request: IncomingMessage) => 'x-amz-copy-source' in request.headers

describe('kill -9 of the api', () => {
  it('between PUT and confirm: the confirm works after the restart', async () => {
    const first = await startApiProcess(installation)
    const upload = await createAndPut(first.url)
    await first.kill()

    await using second = await startApiProcess(installation)
    const confirmed = await call(second.url, `${UPLOADS}/${upload.upload_id}/confirm`)
    expect(confirmed.body).toMatchObject({ status: 'COMPLETED', file_size_bytes: BYTES.length })
    await expectSettledOnce(upload)
    expect(await keysWithoutRow()).toEqual([])
  })

  it("between the seal's copy and its commit: the confirm works after the restart, and the lost seal goes", async () => {
    const first = await startApiProcess(installation)
    const upload = await createAndPut(first.url)
    const path = `${UPLOADS}/${upload.upload_id}/confirm`

    // The copy is done and its answer on its way; the HEAD that would follow finds nobody who could send it.
    installation.faultyStore.fail('lose_answer', isCopy)
    const copied = new Promise<void>(done => {
      installation.faultyStore.before = async request => {
        if (request.method === 'HEAD' && request.url?.includes('/sealed/')) done()
        if (isCopy(request)) setTimeout(done, 150)
      }
    })
    const cutOff = call(first.url, path).catch(() => 'cut off')
    await copied
    await first.kill()
    expect(await cutOff).toBe('cut off')
    installation.faultyStore.heal()
    installation.faultyStore.before = null
    const seals = () =>
      installation.database.sql<{ state: string }>(
        `SELECT state FROM stored_key WHERE upload_id = $1 AND role = 'seal' ORDER BY id`,
        [upload.upload_id],
      )
    expect((await seals()).at(-1)).toEqual({ state: 'open' })

    await using second = await startApiProcess(installation)
    expect((await call(second.url, path)).body).toMatchObject({ status: 'COMPLETED' })
    await expectSettledOnce(upload)
    expect((await seals()).map(({ state }) => state)).toEqual(['doomed', 'live'])
    expect(await keysWithoutRow()).toEqual([])

    await deleteDoomedKeys(installation.runtime.services)
    const kept = await installation.database.sql<{ key: string }>(
      `SELECT key FROM stored_key WHERE upload_id = $1 AND state = 'live'`,
      [upload.upload_id],
    )
    expect(await installation.runtime.services.store.head(kept[0]?.key ?? '')).toMatchObject({
      sizeBytes: BYTES.length,
    })
  })

  it('at any moment of a confirm: ten tries at growing delays, each settled once afterwards', async () => {
    for (let delayMs = 0; delayMs < 50; delayMs += 5) {
      const first = await startApiProcess(installation)
      const upload = await createAndPut(first.url)
      const path = `${UPLOADS}/${upload.upload_id}/confirm`
      const answered = call(first.url, path).catch(() => null)
      await new Promise(done => setTimeout(done, delayMs))
      await first.kill()
      await answered

      await using second = await startApiProcess(installation)
      expect((await call(second.url, path)).body).toMatchObject({ status: 'COMPLETED' })
      await expectSettledOnce(upload)
    }
    expect(await keysWithoutRow()).toEqual([])
  }, 120_000)
})
