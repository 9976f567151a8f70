import { createHash, randomBytes } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createLandfallClient, type LandfallClient, type UploadOptions } from '@landfall/client'
import { startWorker } from '@landfall/worker'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { type Api, startApi } from './support/start-api.ts'
import { quotaOf } from './support/stored-state.ts'

/** The client that people install, against the real API, Postgres and the embedded store. */

/** Waits of retries take no time; how long they are is shown in the client's own tests. */
const hurried = { now: () => performance.now(), sleep: () => new Promise<void>(done => setTimeout(done, 5)) }

const connect = (api: Api, clock = hurried): LandfallClient =>
  createLandfallClient({ url: api.url, apiKey: api.tenant.apiKey, clock })

const BYTES = randomBytes(3 * 1024 * 1024)
const SHA256 = createHash('sha256').update(BYTES).digest('hex')
const isPut = ({ method }: { method?: string | undefined }) => method === 'PUT'

let api: Api
let landfall: LandfallClient
beforeAll(async () => {
  api = await startApi()
  await api.runtime.ensureProbed()
  landfall = connect(api)
})
afterEach(() => {
  api.faultyStore.heal()
  api.faultyStore.before = null
})
afterAll(() => api[Symbol.asyncDispose]())

/** Every test sends the same bytes, and means to send them. */
const upload = (options: Partial<UploadOptions> = {}) =>
  landfall.upload(BYTES, { bucket: api.tenant.bucket, skipDuplicates: false, ...options })

async function contentOf(objectId: string | null): Promise<string> {
  const { url } = await landfall.trpc.objects.content.query({ object_id: objectId ?? '' })
  const bytes = await (await fetch(url)).arrayBuffer()
  return createHash('sha256').update(new Uint8Array(bytes)).digest('hex')
}

describe('an upload through the client', () => {
  it('of a file on disk ends as an object with its bytes, every witness matched', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'landfall-client-'))
    const path = join(dir, 'Über mich.pdf')
    await writeFile(path, BYTES)
    const result = await landfall.upload({ path }, { bucket: api.tenant.bucket, metadata: { batch: 7 } })
    expect(result).toMatchObject({
      status: 'COMPLETED',
      fileSizeBytes: BYTES.length,
      receipt: {
        size: 'matched',
        etag: 'matched',
        checksum: 'matched',
        guard: 'CONDITIONAL',
        settled_by: 'client',
      },
      attempts: { puts: 1, renewals: 0, confirms: 1 },
      response: { file_hash: SHA256 },
    })
    expect(await contentOf(result.objectId)).toBe(SHA256)
    const { filename, content_type } = await landfall.trpc.uploads.get.query({
      bucket: api.tenant.bucket,
      upload_id: result.uploadId,
    })
    expect({ filename, content_type }).toEqual({
      filename: 'Über mich.pdf',
      content_type: 'application/pdf',
    })
    await rm(dir, { recursive: true })
  })

  it('that is sealed in a task is waited for', async () => {
    await using sealing = await startApi({ settings: { SYNC_SEAL_BYTES: '1000' } })
    const worker = await startWorker(sealing.runtime)
    try {
      const result = await connect(sealing).upload(BYTES, { bucket: sealing.tenant.bucket })
      expect(result).toMatchObject({
        status: 'COMPLETED',
        receipt: { guard: 'SEALED' },
        attempts: { puts: 1, renewals: 0, confirms: 2 },
      })
      expect(result.objectId).toMatch(/^obj_/)
    } finally {
      await worker.stop()
    }
  })

  it('that is aborted is canceled, and nothing stays reserved', async () => {
    const before = await quotaOf(api, 'bucket')
    const abort = new AbortController()
    api.faultyStore.fail('hang', isPut)
    const sending = upload({
      signal: abort.signal,
      onState: ({ phase }) => phase === 'sending' && setTimeout(() => abort.abort(), 50),
    })
    await expect(sending).rejects.toMatchObject({ code: 'ABORTED' })
    expect(await quotaOf(api, 'bucket')).toEqual(before)
    const { results } = await landfall.trpc.uploads.list.query({ bucket: api.tenant.bucket, limit: 1 })
    expect(results[0]).toMatchObject({ status: 'CANCELED' })
  })
})

describe('what goes wrong on the way is put right', () => {
  it('a PUT whose answer was lost meets its own bytes, and they are confirmed by size and checksum', async () => {
    let puts = 0
    api.faultyStore.before = async request => {
      if (isPut(request)) puts += 1
      if (puts === 2) api.faultyStore.heal()
    }
    api.faultyStore.fail('lose_answer', isPut)
    // Small enough to be through before the answer: the proxy in between loses an early one.
    const small = BYTES.subarray(0, 50_000)
    const result = await landfall.upload(small, { bucket: api.tenant.bucket })
    expect(result).toMatchObject({
      attempts: { puts: 2, renewals: 0, confirms: 1 },
      receipt: { etag: 'not_claimed', size: 'matched', checksum: 'matched' },
    })
    expect(await contentOf(result.objectId)).toBe(createHash('sha256').update(small).digest('hex'))
  })

  it('a URL that the store refuses is renewed', async () => {
    api.faultyStore.fail('deny', isPut)
    let puts = 0
    api.faultyStore.before = async request => {
      if (isPut(request)) puts += 1
      if (puts === 2) api.faultyStore.heal()
    }
    const result = await upload()
    expect(result.attempts).toEqual({ puts: 2, renewals: 1, confirms: 1 })
    expect(await contentOf(result.objectId)).toBe(SHA256)
  })

  it('a store that is away during the confirm is waited for', async () => {
    let heads = 0
    api.faultyStore.before = async request => {
      if (request.method === 'HEAD') heads += 1
      if (heads > 8) api.faultyStore.heal()
    }
    api.faultyStore.fail('error', ({ method }) => method === 'HEAD')
    const result = await upload()
    expect(result.status).toBe('COMPLETED')
    expect(result.attempts.confirms).toBeGreaterThan(1)
  })

  it('a database that is away during the confirm is waited for', async () => {
    // Back with the first pause before another try, so there is a try without it however slow the machine is.
    const patient = connect(api, { ...hurried, sleep: () => api.databaseGate.open() })
    const result = await patient.upload(BYTES, {
      bucket: api.tenant.bucket,
      onState: ({ phase }) => phase === 'verifying' && api.databaseGate.shut(),
    })
    expect(result.status).toBe('COMPLETED')
    expect(result.attempts.confirms).toBeGreaterThan(1)
  })
})

describe('what cannot be put right is said', () => {
  it('a stranger’s bucket is not there', async () => {
    const stranger = createLandfallClient({ url: api.url, apiKey: api.stranger.apiKey })
    const sending = stranger.upload(BYTES, { bucket: api.tenant.bucketId })
    await expect(sending).rejects.toMatchObject({ code: 'NOT_FOUND', status: 404 })
  })

  it('a quota that is too small names its numbers', async () => {
    await landfall.trpc.quotas.set.mutate({
      scope: 'bucket',
      id: api.tenant.bucketId,
      limit_bytes: 1,
      limit_objects: null,
    })
    await expect(upload()).rejects.toMatchObject({ code: 'QUOTA_EXCEEDED', retry: 'never', status: 403 })
    await landfall.trpc.quotas.set.mutate({
      scope: 'bucket',
      id: api.tenant.bucketId,
      limit_bytes: null,
      limit_objects: null,
    })
  })
})
