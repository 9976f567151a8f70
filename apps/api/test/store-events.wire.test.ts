import { startWorker } from '@landfall/worker'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Answer, type Api, startApi } from './support/start-api.ts'
import { BYTES, completeUpload, createUpload, getUpload, put, sha256Hex } from './support/uploads.ts'

const SECRET = 'the-secret-of-the-store'

let api: Api
beforeAll(async () => {
  api = await startApi({ settings: { S3_EVENTS_SECRET: SECRET, S3_PREFIX: 'ours' } })
  await api.runtime.ensureProbed()
})
afterAll(() => api[Symbol.asyncDispose]())

const encoded = (key: string) => encodeURIComponent(key).replaceAll('%20', '+')

const recordOf = (key: string, bucket = api.env.S3_BUCKET) => ({
  eventVersion: '2.1',
  eventSource: 'aws:s3',
  eventName: 'ObjectCreated:Put',
  s3: { bucket: { name: bucket }, object: { key: encoded(key), size: BYTES.length, sequencer: '01' } },
})

const post = (json: unknown, key: string | null = SECRET): Promise<Answer> =>
  api.call('POST', '/hooks/s3', { json, key })

const tell = (...keys: string[]) => post({ Records: keys.map(key => recordOf(key)) })

const kindsOf = async (uploadId: string) => {
  const rows = await api.database.sql<{ kind: string }>(
    'SELECT kind FROM upload_event WHERE upload_id = $1 ORDER BY id',
    [uploadId],
  )
  return rows.map(({ kind }) => kind)
}

describe('POST /hooks/s3', () => {
  it.each([null, 'the-secret-of-another-store', SECRET.slice(0, -1), 'sk_firsttenant'])(
    'refuses the secret %s before it reads the body',
    async key => {
      const { status, headers } = await api.call('POST', '/hooks/s3', { raw: '{broken', key })
      expect([status, headers.get('www-authenticate')]).toEqual([401, 'Bearer'])
    },
  )

  it('refuses the secret in the query', async () => {
    const answer = await api.call('POST', `/hooks/s3?secret=${SECRET}`, { json: { Records: [] }, key: null })
    expect(answer.status).toBe(401)
  })

  it('refuses a body that is no event', async () => {
    expect(await post({ records: [] })).toMatchObject({
      status: 422,
      body: { detail: [{ loc: ['body'], type: 'store_event' }] },
    })
  })

  it('takes the bytes of an upload for seen, however often it is told, and settles nothing itself', async () => {
    const upload = await createUpload(api, { filename: 'a b+c é.txt' })
    await put(upload)
    for (const _ of [1, 2, 3]) expect(await tell(upload.s3_key)).toMatchObject({ status: 204, text: '' })
    expect(await kindsOf(upload.upload_id)).toEqual(['created', 'bytes_seen'])
    const [row] = await api.database.sql(
      `SELECT status, bytes_seen_at IS NOT NULL AS seen,
         extract(epoch FROM next_check_at - bytes_seen_at)::int AS sweep_after FROM upload WHERE id = $1`,
      [upload.upload_id],
    )
    expect(row).toEqual({ status: 'PENDING', seen: true, sweep_after: 180 })
  })

  it('asks to be told again, once, of a key whose create cannot be seen yet', async () => {
    const upload = await createUpload(api)
    await put(upload)
    const hide = 'UPDATE stored_key SET key = $2 WHERE key = $1'
    await api.database.sql(hide, [upload.s3_key, `${upload.s3_key}-hidden`])
    const early = await tell(upload.s3_key)
    expect([early.status, early.headers.get('retry-after')]).toEqual([503, '2'])
    await api.database.sql(hide, [`${upload.s3_key}-hidden`, upload.s3_key])
    expect((await tell(upload.s3_key)).status).toBe(204)
    expect(await kindsOf(upload.upload_id)).toContain('bytes_seen')
  })

  it('accepts and counts the second event of a key that has no row', async () => {
    const known = await createUpload(api)
    await put(known)
    const key = 'ours/nobody/knows.bin'
    // What stands beside it is taken all the same.
    expect((await tell(key, known.s3_key)).status).toBe(503)
    expect(await kindsOf(known.upload_id)).toContain('bytes_seen')
    expect([(await tell(key)).status, (await tell(key)).status]).toEqual([204, 204])
    expect(await api.database.sql('SELECT times FROM unknown_key WHERE key = $1', [key])).toEqual([
      { times: 3 },
    ])
  })

  it('takes a thousand records of a store at once, whatever they tell, and no more', async () => {
    const upload = await createUpload(api)
    await put(upload)
    const told = recordOf(upload.s3_key)
    const withVersion = { ...told.s3.object, versionId: 'v'.repeat(32), eTag: 'e'.repeat(32) }
    const one = { ...told, s3: { ...told.s3, object: withVersion } }
    const other = recordOf(`theirs/${'é'.repeat(500)}`)
    const gone = { ...told, eventName: 'ObjectRemoved:Delete' }
    const Records = [...Array(499).fill(other), ...Array(500).fill(gone)]
    expect((await post({ Records: [...Records, gone, one] })).status).toBe(422)
    expect(await kindsOf(upload.upload_id)).toEqual(['created'])
    expect((await post({ Records: [...Records, one] })).status).toBe(204)
    expect(await kindsOf(upload.upload_id)).toEqual(['created', 'bytes_seen'])
  })

  it.each([
    ['that is larger than any store’s', `{"Records":[],"more":"${'x'.repeat(9_000_000)}"}`, 413],
    ['that ends too early', '{"Records":[{"eventName":"ObjectCreated:Put","s3":{', 422],
    ['without a bucket', '{"Records":[{"eventName":"ObjectCreated:Put","s3":{"object":{"key":"a"}}}]}', 422],
    ['of a list', '[]', 422],
    ['of nothing', 'null', 422],
  ])('refuses a body %s', async (_, raw, status) => {
    const headers = { 'content-type': 'application/json' }
    expect((await api.call('POST', '/hooks/s3', { raw, headers, key: SECRET })).status).toBe(status)
  })

  it('passes over what is not ours: other buckets, other prefixes, the probe’s keys', async () => {
    const { s3_key } = await createUpload(api)
    const others = [
      recordOf(s3_key, 'another-bucket'),
      recordOf('theirs/a.bin'),
      recordOf('ours/_landfall/x'),
    ]
    expect((await post({ Records: others })).status).toBe(204)
    const counted = `SELECT key FROM unknown_key WHERE key LIKE 'theirs%' OR key LIKE '%\\_landfall%'`
    expect(await api.database.sql(counted)).toEqual([])
  })

  it('does nothing for uploads that are canceled or completed', async () => {
    const canceled = await createUpload(api)
    await put(canceled)
    await api.call('DELETE', `/v1/buckets/uploads/uploads/${canceled.upload_id}`)
    const { upload: completed } = await completeUpload(api)
    expect((await tell(canceled.s3_key, completed.s3_key)).status).toBe(204)
    expect(await kindsOf(canceled.upload_id)).toEqual(['created', 'canceled'])
    expect((await getUpload(api, completed.upload_id)).body.receipt.settled_by).toBe('client')
  })

  it('answers 503 while the store cannot be asked, so that the event comes again', async () => {
    const upload = await createUpload(api)
    await put(upload)
    api.faultyStore.fail('error', ({ method }) => method === 'HEAD')
    const away = await tell(upload.s3_key).finally(() => api.faultyStore.heal())
    expect([away.status, away.headers.has('retry-after')]).toEqual([503, true])
    expect((await tell(upload.s3_key)).status).toBe(204)
  })

  it('is not there without a secret', async () => {
    await using plain = await startApi()
    expect((await plain.call('POST', '/hooks/s3', { json: { Records: [] } })).status).toBe(404)
  })
})

describe('the embedded store with events on', () => {
  it('has what nobody confirms COMPLETED: at once where it verified the bytes, else after the grace', async () => {
    await api.store.stop()
    await api.store.start('aws', { url: `${api.url}/hooks/s3`, secret: SECRET })
    await api.database.sql('UPDATE bucket SET confirm_grace_seconds = 1')
    const worker = await startWorker(api.runtime, { pollIntervalMs: 100 })
    try {
      const verified = await createUpload(api, { sends_headers: true, file_hash: sha256Hex(BYTES) })
      const plain = await createUpload(api)
      for (const upload of [verified, plain]) expect((await put(upload)).status).toBe(200)
      for (const { upload_id } of [verified, plain]) {
        await expect
          .poll(async () => (await getUpload(api, upload_id)).body, { timeout: 15_000 })
          .toMatchObject({ status: 'COMPLETED', receipt: { settled_by: 'event' } })
      }
      expect((await getUpload(api, verified.upload_id)).body.receipt.checksum).toBe('matched')
    } finally {
      await worker.stop()
    }
  })
})
