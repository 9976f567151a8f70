import { createTestServices } from '@landfall/core/testing'
import { describe, expect, it } from 'vitest'
import { create, NOTHING, quotaOf, refusalOf, sha256 } from '../support/uploads.ts'

const INVALID = [
  ['a path', 'filename', { filename: '../../etc/passwd' }],
  ['a backslash', 'filename', { filename: 'a\\b.txt' }],
  ['a NUL', 'filename', { filename: 'a\u0000b.txt' }],
  ['a line break', 'filename', { filename: 'a\nb.txt' }],
  ['half a surrogate pair', 'filename', { filename: 'a\ud800.txt' }],
  ['the parent directory', 'filename', { filename: '..' }],
  ['nothing', 'filename', { filename: '' }],
  ['300 characters', 'filename', { filename: 'x'.repeat(300) }],
  ['256 four-byte characters', 'filename', { filename: '🙂'.repeat(256) }],
  ['no slash', 'content_type', { content_type: 'text' }],
  ['a header injection', 'content_type', { content_type: 'text/plain\r\nx: y' }],
  ['a type too long', 'content_type', { content_type: `text/${'x'.repeat(300)}` }],
  ['a negative size', 'file_size_bytes', { file_size_bytes: -1 }],
  ['half a byte', 'file_size_bytes', { file_size_bytes: 1.5 }],
  ['more than can be counted', 'file_size_bytes', { file_size_bytes: 2 ** 60 }],
  ['59 seconds', 'presigned_url_expiration', { presigned_url_expiration: 59 }],
  ['a day and a second', 'presigned_url_expiration', { presigned_url_expiration: 86_401 }],
  ['an upper-case hash', 'file_hash', { file_hash: sha256('x').toUpperCase() }],
  ['a short hash', 'file_hash', { file_hash: 'abc' }],
  ['a property with a space', 'blob_property', { blob_property: 'my file' }],
  ['a property with a line break at its end', 'blob_property', { blob_property: 'file\n' }],
  ['metadata with NUL', 'metadata', { metadata: { a: 'b\u0000' } }],
  ['a metadata key with NUL', 'metadata', { metadata: { 'a\u0000': 1 } }],
  ['metadata of 70 KB', 'metadata', { metadata: { a: 'x'.repeat(70_000) } }],
  [
    'metadata 100 levels deep',
    'metadata',
    { metadata: JSON.parse(`${'{"a":'.repeat(100)}1${'}'.repeat(100)}`) },
  ],
  ['an owner with control characters', 'owner', { owner: 'a\u0007' }],
  [
    'a checksum of the wrong length',
    'checksum',
    { checksum: { algorithm: 'CRC32' as const, value: 'AAAA' } },
  ],
] as const

describe('create refuses, names the field and reserves nothing', () => {
  it.each(INVALID)('%s in %s', async (_what, field, fields) => {
    const test = await createTestServices()
    const refused = await refusalOf(create(test, fields as Parameters<typeof create>[1]))
    expect(refused).toMatchObject({ status: 422, code: 'INVALID_INPUT', retry: 'never' })
    expect(refused.issues?.map(issue => issue.path[0])).toContain(field)
    expect(await quotaOf(test)).toEqual(NOTHING)
    expect((await test.db.books()).keys).toEqual([])
  })

  it('a hash and a SHA256 checksum that disagree', async () => {
    const test = await createTestServices()
    const value = Buffer.from(sha256('other'), 'hex').toString('base64')
    const fields = { file_hash: sha256('one'), checksum: { algorithm: 'SHA256' as const, value } }
    expect((await refusalOf(create(test, fields))).issues?.[0]?.path).toEqual(['checksum', 'value'])
  })

  it('a file above 5 GiB, and names multipart', async () => {
    const test = await createTestServices()
    const refused = await refusalOf(create(test, { file_size_bytes: 5 * 1024 ** 3 + 1 }))
    expect(refused).toMatchObject({ status: 413, code: 'SINGLE_PUT_TOO_LARGE' })
    expect(refused.error.message).toContain('multipart')
    expect((await create(test, { file_size_bytes: 5 * 1024 ** 3 })).upload.status).toBe('PENDING')
  })

  it('a file above the limit of organization or bucket, and names the limit', async () => {
    const organization = await createTestServices({ bucket: { maxFileBytes: 1000 } })
    const refused = await refusalOf(create(organization, { file_size_bytes: 1001 }))
    expect(refused).toMatchObject({ status: 413, code: 'FILE_TOO_LARGE' })
    expect(refused.error.details).toMatchObject({
      field: 'file_size_bytes',
      limit_bytes: 1000,
      scope: 'organization',
    })
    expect((await create(organization, { file_size_bytes: 1000 })).upload.status).toBe('PENDING')

    const rules = { maxFileBytes: 500, contentTypes: ['image/*'], requireSize: true }
    const bucket = await createTestServices({ bucket: { maxFileBytes: 1000, rules } })
    const image = { content_type: 'image/png', file_size_bytes: 501 }
    expect((await refusalOf(create(bucket, image))).error.details).toMatchObject({
      limit_bytes: 500,
      scope: 'bucket',
    })
    expect((await refusalOf(create(bucket, { content_type: 'text/plain' }))).issues?.[0]?.path).toEqual([
      'content_type',
    ])
    const unsized = { content_type: 'image/png', file_size_bytes: null }
    expect((await refusalOf(create(bucket, unsized))).issues?.[0]?.path).toEqual(['file_size_bytes'])
  })

  it('an unknown bucket, and one of another namespace, with the same answer', async () => {
    const test = await createTestServices()
    const stranger = await createTestServices()
    const unknown = await refusalOf(create(test, { bucket: 'bkt_aaaaaaaaaaaaaaaa' }))
    const foreign = await refusalOf(create(test, { bucket: stranger.place.bucketId }))
    expect(unknown).toMatchObject({ status: 404, code: 'NOT_FOUND' })
    expect(foreign.error.details).toEqual({ ...unknown.error.details, id: stranger.place.bucketId })
  })
})

describe('create takes', () => {
  const NAMES = [
    '日本語 – ü.txt',
    '🙂'.repeat(255),
    'x'.repeat(255),
    '.htaccess',
    'it\'s "quoted" 100%.txt',
    ' ',
  ]

  it.each(NAMES)('the name %s, and keeps it', async filename => {
    const test = await createTestServices()
    const { upload } = await create(test, { filename })
    expect(upload.filename).toBe(filename)
    expect(upload.s3_key).toMatch(/^[\x21-\x7e]+$/)
    expect((upload.presigned_url ?? '').length).toBeLessThanOrEqual(2083)
  })

  it('an empty content type as application/octet-stream', async () => {
    const test = await createTestServices()
    expect((await create(test, { content_type: '' })).upload.content_type).toBe('application/octet-stream')
  })

  it('unknown keys, which it ignores', async () => {
    const test = await createTestServices()
    const fields = { description: 'of an SDK that knows more' } as object
    expect((await create(test, fields)).upload.status).toBe('PENDING')
  })
})
