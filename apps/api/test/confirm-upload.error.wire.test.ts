import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { refusal } from './support/expected-errors.ts'
import { type Api, startApi } from './support/start-api.ts'
import { confirmUnchanged, storedState, withoutDispute } from './support/stored-state.ts'
import {
  BYTES,
  confirm,
  createUpload,
  getUpload,
  md5Hex,
  OTHER_BYTES,
  put,
  sha256Base64,
  sha256Hex,
} from './support/uploads.ts'

let api: Api
beforeAll(async () => {
  api = await startApi()
  await api.runtime.ensureProbed()
})
afterAll(() => api[Symbol.asyncDispose]())

const refused = (uploadId: string, json: object = {}) => confirmUnchanged(api, uploadId, json)

describe('a confirm before the PUT', () => {
  it('is 400 and asks for the PUT; after it the same confirm works', async () => {
    const upload = await createUpload(api, { file_size_bytes: BYTES.length })
    const answer = await refused(upload.upload_id)

    expect([answer.status, answer.body]).toEqual([
      400,
      refusal(
        [400, 'ObjectNotInStorageError'],
        {
          code: 'OBJECT_NOT_IN_STORAGE',
          retry: 'after_put',
          upload_id: upload.upload_id,
          attempt: 1,
          expected: BYTES.length,
          observed: null,
          expires_at: expect.any(String),
        },
        expect.stringContaining('PUT'),
      ),
    ])
    await put(upload)
    expect((await confirm(api, upload.upload_id)).body.status).toBe('COMPLETED')
  })
})

describe.each([
  ['SEALED', {}],
  ['CONDITIONAL', { sends_headers: true }],
])('a claim that differs from what was stored (%s)', (guard, fields) => {
  async function stored(more: object = {}) {
    const upload = await createUpload(api, { ...fields, ...more })
    expect(upload.guard).toBe(guard)
    expect((await put(upload)).status).toBe(200)
    return upload
  }

  const mismatch = (type: string, details: { code: string; [field: string]: unknown }) =>
    refusal([400, type], { retry: 'after_renew', attempt: 1, ...details }, expect.any(String))

  it('is an ETag mismatch', async () => {
    const { upload_id } = await stored()
    const answer = await refused(upload_id, { etag: `"${md5Hex(OTHER_BYTES)}"` })

    expect([answer.status, answer.body]).toEqual([
      400,
      mismatch('ETagMismatchError', {
        code: 'ETAG_MISMATCH',
        upload_id,
        source: 'claimed',
        expected: md5Hex(OTHER_BYTES),
        observed: md5Hex(BYTES),
      }),
    ])
  })

  it('is a size mismatch', async () => {
    const { upload_id } = await stored()
    const answer = await refused(upload_id, { file_size_bytes: BYTES.length + 1 })

    expect([answer.status, answer.body]).toEqual([
      400,
      mismatch('SizeMismatchError', {
        code: 'SIZE_MISMATCH',
        upload_id,
        source: 'claimed',
        expected: BYTES.length + 1,
        observed: BYTES.length,
      }),
    ])
  })

  it('is a checksum mismatch, where the store knows one', async () => {
    const declared = guard === 'CONDITIONAL' ? { file_hash: sha256Hex(BYTES) } : {}
    const { upload_id } = await stored(declared)
    const answer = await refusedWithSeals(upload_id, { file_hash: sha256Hex(OTHER_BYTES) })

    expect([answer.status, answer.body]).toEqual([
      400,
      mismatch('ChecksumMismatchError', {
        code: 'CHECKSUM_MISMATCH',
        upload_id,
        source: 'claimed',
        expected: sha256Base64(OTHER_BYTES),
        observed: sha256Base64(BYTES),
        algorithm: 'SHA256',
        // Seen in a copy alone: what it was a copy of.
        ...(guard === 'SEALED' ? { source_etag: md5Hex(BYTES) } : {}),
      }),
    ])
  })

  /** A sealed copy shows the checksum only once it is made; its key is left doomed. */
  async function refusedWithSeals(uploadId: string, json: object) {
    const before = await storedState(api)
    const answer = await confirm(api, uploadId, json)
    const after = await storedState(api)
    const isNew = (key: object) =>
      !before.stored_key?.some(old => JSON.stringify(old) === JSON.stringify(key))
    const seals = after.stored_key?.filter(isNew) ?? []
    expect(seals).toEqual(
      guard === 'SEALED'
        ? [expect.objectContaining({ role: 'seal', state: 'doomed', upload_id: uploadId })]
        : [],
    )
    expect({ ...withoutDispute(after), stored_key: null }).toEqual({
      ...withoutDispute(before),
      stored_key: null,
    })
    return answer
  }

  it('is settled with the right claim afterwards, or after a renewal', async () => {
    const upload = await stored()
    await confirm(api, upload.upload_id, { file_size_bytes: 1 })
    expect((await confirm(api, upload.upload_id, { file_size_bytes: BYTES.length })).body.status).toBe(
      'COMPLETED',
    )

    const other = await stored()
    await confirm(api, other.upload_id, { etag: md5Hex(OTHER_BYTES) })
    const renewed = await api.call('POST', `/v1/buckets/uploads/uploads/${other.upload_id}/renew`)
    await put(renewed.body, OTHER_BYTES)
    expect((await confirm(api, other.upload_id, { etag: md5Hex(OTHER_BYTES) })).body).toMatchObject({
      status: 'COMPLETED',
      file_size_bytes: OTHER_BYTES.length,
    })
  })

  it('takes an ETag with quotes, without them, weak, or empty', async () => {
    for (const etag of [`"${md5Hex(BYTES)}"`, md5Hex(BYTES), `W/"${md5Hex(BYTES)}"`, '', null]) {
      const { upload_id } = await stored()
      expect((await confirm(api, upload_id, { etag })).status).toBe(200)
    }
  })
})

describe('a PUT of another size than declared', () => {
  it('is refused by the store; what it would have stored is refused by the confirm', async () => {
    const upload = await createUpload(api, { file_size_bytes: BYTES.length })
    expect((await put(upload, OTHER_BYTES)).status).toBe(403)
    expect((await refused(upload.upload_id)).body.error.details.code).toBe('OBJECT_NOT_IN_STORAGE')
  })
})

describe('a declared hash that is not the bytes', () => {
  it('is refused by the store where it was signed, else by the confirm', async () => {
    const signed = await createUpload(api, { sends_headers: true, file_hash: sha256Hex(OTHER_BYTES) })
    expect((await put(signed)).status).toBe(400)

    const unsigned = await createUpload(api, { file_hash: sha256Hex(OTHER_BYTES) })
    expect((await put(unsigned)).status).toBe(200)
    const answer = await confirm(api, unsigned.upload_id)
    expect([answer.status, answer.body.error.details]).toEqual([
      400,
      {
        code: 'CHECKSUM_MISMATCH',
        retry: 'after_renew',
        retryable: false,
        upload_id: unsigned.upload_id,
        attempt: 1,
        source: 'declared',
        expected: sha256Base64(OTHER_BYTES),
        observed: sha256Base64(BYTES),
        algorithm: 'SHA256',
        source_etag: md5Hex(BYTES),
      },
    ])
    expect((await getUpload(api, unsigned.upload_id)).body).toMatchObject({
      status: 'PENDING',
      object_id: null,
    })
  })
})
