import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { invalid, refusal } from './support/expected-errors.ts'
import { type Api, startApi } from './support/start-api.ts'
import { storedState } from './support/stored-state.ts'

let api: Api
beforeAll(async () => {
  api = await startApi()
})
afterAll(() => api[Symbol.asyncDispose]())

const GOOD = { filename: 'a.txt', content_type: 'text/plain' }

async function refused(json: unknown, path = '/v1/buckets/uploads/uploads') {
  const before = await storedState(api)
  const answer = await api.call('POST', path, { json })
  expect(await storedState(api)).toEqual(before)
  return answer
}

const nested = (levels: number): object => (levels === 0 ? {} : { deeper: nested(levels - 1) })

describe('a create that does not fit the schema is 422, names the field, and stores nothing', () => {
  it.each([
    ['path traversal', { filename: '../../etc/passwd' }, 'filename', /bare file name/],
    ['a path', { filename: 'a/b.txt' }, 'filename', /bare file name/],
    ['a Windows path', { filename: 'C:\\boot.ini' }, 'filename', /bare file name/],
    ['the parent folder', { filename: '..' }, 'filename', /must not be/],
    ['a NUL', { filename: 'a\u0000.txt' }, 'filename', /control characters/],
    ['a line break', { filename: 'a\r\nX-Evil: 1' }, 'filename', /control characters/],
    ['half a surrogate pair', { filename: 'a\ud800.txt' }, 'filename', /control characters/],
    ['an empty name', { filename: '' }, 'filename', /./],
    ['300 characters', { filename: 'n'.repeat(300) }, 'filename', /255/],
    ['no string', { filename: 7 }, 'filename', /./],
    ['null', { filename: null }, 'filename', /./],
    ['a bad MIME type', { content_type: 'text' }, 'content_type', /MIME/],
    ['a MIME type with a header in it', { content_type: 'text/plain\r\nX-Evil: 1' }, 'content_type', /MIME/],
    ['a long MIME type', { content_type: `text/${'x'.repeat(300)}` }, 'content_type', /./],
    ['a negative size', { file_size_bytes: -1 }, 'file_size_bytes', /./],
    ['a fraction of a byte', { file_size_bytes: 1.5 }, 'file_size_bytes', /./],
    ['a size beyond integers', { file_size_bytes: 1e21 }, 'file_size_bytes', /./],
    ['a size as text', { file_size_bytes: '10' }, 'file_size_bytes', /./],
    ['an expiry too short', { presigned_url_expiration: 59 }, 'presigned_url_expiration', /60/],
    ['an expiry too long', { presigned_url_expiration: 86_401 }, 'presigned_url_expiration', /86400/],
    ['a hash too short', { file_hash: 'abc' }, 'file_hash', /64/],
    ['a hash in upper case', { file_hash: 'A'.repeat(64) }, 'file_hash', /64/],
    ['a blob property that is no word', { blob_property: 'a b' }, 'blob_property', /./],
    ['a blob property with a line break behind', { blob_property: 'video\n' }, 'blob_property', /./],
    ['metadata that is a list', { metadata: [1] }, 'metadata', /./],
    ['metadata with a NUL', { metadata: { a: { b: 'x\u0000' } } }, 'metadata', /NUL/],
    ['metadata with a NUL in a key', { metadata: { 'a\u0000': 1 } }, 'metadata', /NUL/],
    ['metadata 100 levels deep', { metadata: nested(100) }, 'metadata', /levels/],
    ['metadata of 100 kB', { metadata: { a: 'x'.repeat(100_000) } }, 'metadata', /65536 bytes/],
    ['object metadata 100 levels deep', { object_metadata: nested(100) }, 'object_metadata', /levels/],
    ['an owner with a NUL', { owner: 'a\u0000' }, 'owner', /control characters/],
  ])('%s', async (...[, fields, field, message]) => {
    const answer = await refused({ ...GOOD, ...fields })

    expect(answer.status).toBe(422)
    expect(answer.body).toEqual(invalid(['body', field], expect.stringMatching(message), expect.any(String)))
  })

  it('names the place inside a checksum', async () => {
    const answer = await refused({ ...GOOD, checksum: { algorithm: 'SHA256', value: 'AAAA' } })

    expect([answer.status, answer.body.detail[0].loc]).toEqual([422, ['body', 'checksum', 'value']])
  })

  it('refuses two digests that disagree', async () => {
    const checksum = { algorithm: 'SHA256', value: Buffer.alloc(32, 1).toString('base64') }
    const answer = await refused({ ...GOOD, file_hash: '0'.repeat(64), checksum })

    expect([answer.status, answer.body]).toEqual([
      422,
      invalid(['body', 'checksum', 'value'], 'disagrees with file_hash', 'custom'),
    ])
  })

  it('lists every field that is wrong', async () => {
    const answer = await refused({ filename: '', content_type: 'x', file_size_bytes: -1 })

    expect(answer.body.detail.map((item: { loc: string[] }) => item.loc[1])).toEqual([
      'filename',
      'content_type',
      'file_size_bytes',
    ])
  })
})

describe('metadata of 1 MB', () => {
  it('does not even fit a body', async () => {
    const answer = await refused({ ...GOOD, metadata: { a: 'x'.repeat(1024 * 1024) } })

    expect([answer.status, answer.body.error.details.code]).toEqual([413, 'BODY_TOO_LARGE'])
  })
})

describe('a metadata key named __proto__', () => {
  it('pollutes nothing, in this answer or a later one', async () => {
    const raw = `{"filename":"a.txt","content_type":"text/plain",
      "metadata":{"kept":1,"__proto__":{"polluted":true}},
      "object_metadata":{"kept":1,"nested":{"__proto__":{"polluted":true}},"constructor":{"prototype":{"polluted":true}}},
      "__proto__":{"create_object_on_confirm":false}}`
    const created = await api.call('POST', '/v1/buckets/uploads/uploads', { raw })

    expect(created.status).toBe(200)
    expect(created.body.create_object_on_confirm).toBe(true)
    expect(created.body.metadata.kept).toBe(1)
    expect(created.body.metadata.polluted).toBeUndefined()
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined()
    const got = await api.call('GET', `/v1/buckets/uploads/uploads/${created.body.upload_id}`)
    expect(got.status).toBe(200)
  })
})

describe('a create that the bucket refuses', () => {
  it('is 404 for an unknown bucket', async () => {
    const answer = await refused(GOOD, '/v1/buckets/none/uploads')
    const details = { code: 'NOT_FOUND', retry: 'never', resource: 'bucket', id: 'none' }

    expect([answer.status, answer.body]).toEqual([
      404,
      refusal([404, 'NotFoundError'], details, 'No such bucket: none'),
    ])
  })

  it('is 413 above S3’s single PUT, and names multipart', async () => {
    const asked = 5 * 1024 ** 3 + 1
    const answer = await refused({ ...GOOD, file_size_bytes: asked })
    const details = {
      code: 'SINGLE_PUT_TOO_LARGE',
      retry: 'never',
      field: 'file_size_bytes',
      limit_bytes: 5 * 1024 ** 3,
      asked_bytes: asked,
    }

    expect([answer.status, answer.body]).toEqual([
      413,
      refusal([413, 'FileTooLargeError'], details, expect.stringContaining('multipart')),
    ])
  })

  it('is 413, 422 or 422 by the bucket’s own rules', async () => {
    await api.call('POST', '/v1/buckets', {
      json: {
        bucket_name: 'strict',
        bucket_schema: { properties: {} },
        rules: { max_file_bytes: 100, content_types: ['image/*'], require_size: true },
      },
    })
    const path = '/v1/buckets/strict/uploads'
    const image = { filename: 'a.png', content_type: 'image/png' }

    const large = await refused({ ...image, file_size_bytes: 101 }, path)
    expect([large.status, large.body.error.details]).toEqual([
      413,
      {
        code: 'FILE_TOO_LARGE',
        retry: 'never',
        retryable: false,
        field: 'file_size_bytes',
        limit_bytes: 100,
        asked_bytes: 101,
        scope: 'bucket',
      },
    ])
    const text = await refused({ ...GOOD, file_size_bytes: 1 }, path)
    expect([text.status, text.body]).toEqual([
      422,
      invalid(['body', 'content_type'], expect.stringContaining('image/*'), 'value_error'),
    ])
    const unsized = await refused(image, path)
    expect([unsized.status, unsized.body]).toEqual([
      422,
      invalid(['body', 'file_size_bytes'], expect.stringContaining('required'), 'value_error'),
    ])
    expect((await api.call('POST', path, { json: { ...image, file_size_bytes: 100 } })).status).toBe(200)
  })

  it.each([
    ['locked', 'is_locked = true', 'BUCKET_LOCKED'],
    ['archived', "status = 'ARCHIVED'", 'BUCKET_INACTIVE'],
    ['being deleted', "status = 'IN_PROGRESS'", 'BUCKET_DELETING'],
  ])('is 409 when it is %s', async (name, change, code) => {
    const { body } = await api.call('POST', '/v1/buckets', {
      json: { bucket_name: `bucket ${name}`, bucket_schema: { properties: {} } },
    })
    await api.database.sql(`UPDATE bucket SET ${change} WHERE id = $1`, [body.bucket_id])
    const answer = await refused(GOOD, `/v1/buckets/${body.bucket_id}/uploads`)
    const details = { code, retry: 'never', resource: 'bucket', id: body.bucket_id }

    expect([answer.status, answer.body]).toEqual([
      409,
      refusal([409, 'ConflictError'], details, expect.any(String)),
    ])
  })

  it('is 429 with Retry-After when too many uploads without a size are open', async () => {
    const create = () =>
      api.call('POST', '/v1/buckets/uploads/uploads', { json: { ...GOOD, owner: 'collector' } })
    for (let count = 0; count < 20; count++) expect((await create()).status).toBe(200)
    const answer = await refused({ ...GOOD, owner: 'collector' })

    expect([answer.status, answer.headers.get('retry-after')]).toEqual([429, '5'])
    expect(answer.body).toEqual(
      refusal(
        [429, 'RateLimitError'],
        {
          code: 'TOO_MANY_UNSIZED',
          retry: 'same_request',
          field: 'file_size_bytes',
          scope: 'owner',
          limit: 20,
        },
        expect.stringContaining('20'),
      ),
    )
  })

  it('is 403 when the quota has no room, and says which scope and what stands against it', async () => {
    await api.call('PUT', '/v1/quotas/bucket?id=uploads', { json: { limit_bytes: 1000 } })
    const answer = await refused({ ...GOOD, file_size_bytes: 1001 })
    await api.call('PUT', '/v1/quotas/bucket?id=uploads', { json: { limit_bytes: null } })

    expect(answer.status).toBe(403)
    expect(answer.body).toEqual(
      refusal(
        [403, 'QuotaExceededError'],
        {
          code: 'QUOTA_EXCEEDED',
          retry: 'never',
          scope: 'bucket',
          id: api.tenant.bucketId,
          owner: null,
          limit_bytes: 1000,
          used_bytes: expect.any(Number),
          reserved_bytes: expect.any(Number),
          asked_bytes: 1001,
          limit_objects: null,
          used_objects: expect.any(Number),
          reserved_objects: expect.any(Number),
          asked_objects: 1,
        },
        expect.stringContaining('1001'),
      ),
    )
  })
})
