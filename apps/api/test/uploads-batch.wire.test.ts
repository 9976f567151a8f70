import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { invalid, refusal } from './support/expected-errors.ts'
import { type Api, type Call, startApi } from './support/start-api.ts'
import { storedState } from './support/stored-state.ts'
import { BYTES, completeUpload, getUpload, put, sha256Base64, sha256Hex } from './support/uploads.ts'

let api: Api
beforeAll(async () => {
  api = await startApi()
  await api.runtime.ensureProbed()
})
afterAll(() => api[Symbol.asyncDispose]())

const item = (filename: string, fields: object = {}) => ({ filename, content_type: 'text/plain', ...fields })
const batch = (json: object, call: Call = {}) =>
  api.call('POST', '/v1/buckets/uploads/uploads/batch', { json, ...call })

describe('a batch create', () => {
  it('answers every upload whole, in the order of the request, with what is shared', async () => {
    const answer = await batch({
      uploads: [item('b.txt', { metadata: { own: 1, n: 'mine' } }), item('a.txt'), item('c.txt')],
      shared_metadata: { n: 'shared' },
      shared_object_metadata: { season: 'autumn' },
      unknown: true,
    })
    expect(answer.status).toBe(200)
    expect(answer.body).toEqual({
      uploads: [expect.anything(), expect.anything(), expect.anything()],
      total: 3,
    })
    const { uploads } = answer.body
    expect(uploads.map(({ filename }: { filename: string }) => filename)).toEqual(['b.txt', 'a.txt', 'c.txt'])
    expect(uploads.map(({ metadata }: { metadata: object }) => metadata)).toEqual([
      { own: 1, n: 'mine' },
      { n: 'shared' },
      { n: 'shared' },
    ])
    for (const upload of uploads) {
      expect(upload.object_metadata).toEqual({ season: 'autumn' })
      expect((await put(upload)).status).toBe(200)
      const { body } = await getUpload(api, upload.upload_id)
      expect({ ...upload, presigned_url: null, upload_headers: null }).toEqual(body)
    }
  })

  it('equal items with one file_hash are one upload; a stored one is answered as a duplicate', async () => {
    const bytes = new TextEncoder().encode('twice in a batch')
    const file_hash = sha256Hex(bytes)
    const same = item('same.txt', { file_hash })
    const { body } = await batch({ uploads: [same, item('x.txt'), same, { ...same, filename: 'other.txt' }] })
    const ids = body.uploads.map(({ upload_id }: { upload_id: string }) => upload_id)
    expect([ids[0] === ids[2], new Set(ids).size]).toEqual([true, 3])

    const stored = new TextEncoder().encode('stored before')
    const { upload } = await completeUpload(
      api,
      {
        skip_duplicates: true,
        sends_headers: true,
        checksum: { algorithm: 'SHA256', value: sha256Base64(stored) },
      },
      stored,
    )
    const again = await batch({
      uploads: [item('new.txt'), item('old.txt', { file_hash: sha256Hex(stored) })],
    })
    expect(again.body.uploads).toMatchObject([
      { is_duplicate: false },
      { is_duplicate: true, upload_id: upload.upload_id, presigned_url: null },
    ])
  })

  it.each([
    [item('a/b.txt'), 422, ['body', 'uploads', 1, 'filename']],
    [item('a.txt', { content_type: 'none' }), 422, ['body', 'uploads', 1, 'content_type']],
    [item('a.txt', { file_size_bytes: -1 }), 422, ['body', 'uploads', 1, 'file_size_bytes']],
  ])('one bad item refuses all and is named: %j', async (bad, status, loc) => {
    const before = await storedState(api)
    const answer = await batch({ uploads: [item('good.txt'), bad, item('also.txt')] })
    expect([answer.status, answer.body]).toEqual([status, invalid(loc)])
    expect(await storedState(api)).toEqual(before)
  })

  it('an item beyond the quota refuses all, naming its index', async () => {
    await api.call('PUT', `/v1/quotas/owner?id=uploads&owner=tiny`, { json: { limit_bytes: 10 } })
    const before = await storedState(api)
    const owned = (bytes: number) => item('q.txt', { owner: 'tiny', file_size_bytes: bytes })
    const answer = await batch({ uploads: [owned(6), owned(6)] })
    expect(answer.status).toBe(403)
    expect(answer.body.error).toMatchObject({
      type: 'QuotaExceededError',
      message: expect.stringContaining('uploads[1]'),
      details: { code: 'QUOTA_EXCEEDED', index: 1 },
    })
    expect(await storedState(api)).toEqual(before)
  })

  it.each([
    [{ uploads: [] }, ['body', 'uploads']],
    [{}, ['body', 'uploads']],
    [{ uploads: Array.from({ length: 101 }, () => item('a.txt')) }, ['body', 'uploads']],
    [{ uploads: ['a'] }, ['body', 'uploads', 0]],
    [{ uploads: [item('a.txt')], shared_metadata: 1 }, ['body', 'shared_metadata']],
  ])('is refused: %#', async (json, loc) => {
    const answer = await batch(json)
    expect([answer.status, answer.body.detail[0].loc]).toEqual([422, loc])
  })

  it('a repeated Idempotency-Key answers the same uploads, also when both come at once', async () => {
    const json = { uploads: [item('k1.txt'), item('k2.txt', { file_hash: sha256Hex(BYTES) })] }
    const headers = { 'idempotency-key': 'batch-1' }
    const answers = await Promise.all([1, 2, 3].map(() => batch(json, { headers })))
    const idsOf = ({ body }: (typeof answers)[number]) =>
      body.uploads.map(({ upload_id }: { upload_id: string }) => upload_id)
    for (const answer of answers)
      expect([answer.status, idsOf(answer)]).toEqual([200, idsOf(answers[0] ?? answer)])
    const other = await batch({ uploads: [item('k3.txt')] }, { headers })
    expect([other.status, other.body]).toEqual([
      409,
      refusal([409, 'ConflictError'], {
        code: 'IDEMPOTENCY_KEY_REUSED',
        retry: 'never',
        header: 'Idempotency-Key',
        upload_id: idsOf(answers[0] ?? other)[0],
      }),
    ])
  })

  it('of a stranger’s bucket is 404, and without a key 401', async () => {
    const json = { uploads: [item('a.txt')] }
    const path = `/v1/buckets/${api.tenant.bucketId}/uploads/batch`
    const foreign = await api.call('POST', path, { json, key: api.stranger.apiKey })
    const details = { code: 'NOT_FOUND', retry: 'never', resource: 'bucket', id: api.tenant.bucketId }
    expect([foreign.status, foreign.body]).toEqual([404, refusal([404, 'NotFoundError'], details)])
    expect((await api.call('POST', path, { json, key: null })).status).toBe(401)
  })
})
