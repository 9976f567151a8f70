import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { invalid, refusal } from './support/expected-errors.ts'
import { startForkedApi } from './support/forked-api.ts'
import { type Answer, type Api, send, startApi } from './support/start-api.ts'
import { quotaOf } from './support/stored-state.ts'
import { BYTES, confirm, put } from './support/uploads.ts'

const PATH = '/v1/buckets/uploads/uploads'

let api: Api
beforeAll(async () => {
  api = await startApi()
  await api.runtime.ensureProbed()
})
afterAll(() => api[Symbol.asyncDispose]())

const body = (fields: object = {}) => ({
  filename: 'note.txt',
  content_type: 'text/plain',
  file_size_bytes: BYTES.length,
  skip_duplicates: false,
  ...fields,
})
const create = (key: string, fields: object = {}): Promise<Answer> =>
  api.call('POST', PATH, { json: body(fields), headers: { 'idempotency-key': key } })
const uploadsNamed = (filename: string) =>
  api.database.sql('SELECT id FROM upload WHERE filename = $1', [filename])

describe('Idempotency-Key', () => {
  it('answers the same create with the same upload, to REST and by id or name of the bucket', async () => {
    const before = await quotaOf(api, 'bucket')
    const first = await create('one')
    const again = await create('one')
    const byId = await api.call('POST', `/v1/buckets/${api.tenant.bucketId}/uploads`, {
      json: body({ metadata: null }),
      headers: { 'Idempotency-Key': 'one' },
    })
    for (const answer of [again, byId]) {
      const { presigned_url, ...rest } = answer.body
      expect([answer.status, rest]).toEqual([200, { ...first.body, presigned_url: undefined }])
      expect(presigned_url).toContain(new URL(first.body.presigned_url).pathname)
    }
    expect((await put(again.body)).status).toBe(200)
    expect((await confirm(api, first.body.upload_id)).body).toMatchObject({ status: 'COMPLETED' })
    expect((await create('one')).body).toMatchObject({ status: 'COMPLETED', presigned_url: null })
    const used = before.used_bytes + BYTES.length
    expect(await quotaOf(api, 'bucket')).toMatchObject({
      used_bytes: used,
      reserved_bytes: before.reserved_bytes,
    })
  })

  it('works over tRPC as well', async () => {
    const call = () =>
      api.call('POST', '/trpc/uploads.create', {
        json: { bucket: 'uploads', ...body({ filename: 'trpc.txt' }) },
        headers: { 'idempotency-key': 'trpc' },
      })
    const [first, again] = [await call(), await call()]
    expect(again.body.result.data.upload_id).toBe(first.body.result.data.upload_id)
    expect(await uploadsNamed('trpc.txt')).toHaveLength(1)
  })

  it('refuses another create under the same key by name', async () => {
    const first = await create('two')
    const answer = await create('two', { filename: 'other.txt' })
    const details = {
      code: 'IDEMPOTENCY_KEY_REUSED',
      retry: 'never',
      header: 'Idempotency-Key',
      upload_id: first.body.upload_id,
    }
    expect([answer.status, answer.body]).toEqual([409, refusal([409, 'ConflictError'], details)])
    expect(await uploadsNamed('other.txt')).toEqual([])
  })

  it('refuses a key that is none', async () => {
    for (const key of ['x'.repeat(256), 'ümlaut']) {
      const answer = await create(key)
      expect([answer.status, answer.body]).toEqual([422, invalid(['header', 'Idempotency-Key'])])
    }
  })

  it('is each tenant’s own', async () => {
    const first = await create('shared')
    const other = await api.call('POST', PATH, {
      json: body(),
      headers: { 'idempotency-key': 'shared' },
      key: api.stranger.apiKey,
    })
    expect(other.status).toBe(200)
    expect(other.body.upload_id).not.toBe(first.body.upload_id)
  })

  it('of 40 twins at once, to two processes, makes one upload', async () => {
    await using other = await startForkedApi(api)
    const urls = [api.url, other.url]
    const answers = await Promise.all(
      Array.from({ length: 40 }, (_, index) =>
        send(`${urls[index % 2]}${PATH}`, 'POST', {
          json: body({ filename: 'twin.txt', owner: 'ada' }),
          headers: { 'idempotency-key': 'twins' },
          key: api.tenant.apiKey,
        }),
      ),
    )
    expect(answers.map(({ status }) => status)).toEqual(Array(40).fill(200))
    const rows = await uploadsNamed('twin.txt')
    expect(rows).toEqual([{ id: answers[0]?.body.upload_id }])
    expect(new Set(answers.map(answer => answer.body.upload_id)).size).toBe(1)
    expect(answers.filter(answer => answer.body.presigned_url === null)).toEqual([])
  }, 60_000)

  it('makes one upload where the api is killed at any moment of the create', async () => {
    for (const delayMs of [4, 15]) {
      const filename = `killed-${delayMs}.txt`
      const dying = await startForkedApi(api)
      const headers = { 'idempotency-key': filename }
      const call = { json: body({ filename }), headers, key: api.tenant.apiKey }
      const cutOff = send(`${dying.url}${PATH}`, 'POST', call).catch(() => null)
      await new Promise(done => setTimeout(done, delayMs))
      await dying.kill()
      await cutOff

      const answer = await create(filename, { filename })
      expect(answer.status).toBe(200)
      expect(await uploadsNamed(filename)).toEqual([{ id: answer.body.upload_id }])
    }
  }, 90_000)
})
