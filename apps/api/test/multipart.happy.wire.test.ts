import { deleteDoomedKeys } from '@landfall/core/services'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  createInParts,
  FILE,
  listParts,
  multipartEtag,
  PART_BYTES,
  pieceOf,
  putPart,
  sendParts,
  signParts,
} from './support/parts.ts'
import { type Api, startApi } from './support/start-api.ts'
import { quotaOf } from './support/stored-state.ts'
import { confirm, getUpload, md5Hex } from './support/uploads.ts'

let api: Api
beforeAll(async () => {
  api = await startApi({ settings: { MIN_PART_BYTES: String(PART_BYTES) } })
  await api.runtime.ensureProbed()
})
afterAll(() => api[Symbol.asyncDispose]())

describe('an upload in parts', () => {
  it('is created, sent in signed parts, listed, confirmed and read', async () => {
    const upload = await createInParts(api)
    expect(upload).toMatchObject({
      presigned_url: null,
      upload_headers: null,
      status: 'PENDING',
      guard: 'SERVER',
      multipart: { part_size_bytes: PART_BYTES, part_count: 2 },
    })
    const signed = await signParts(api, upload.upload_id, { json: { part_numbers: [1, 2] } })
    expect(signed.status).toBe(200)
    expect(signed.body).toMatchObject({ upload_id: upload.upload_id, attempt: 1, part_count: 2 })
    const [first, last] = signed.body.parts
    expect([first.content_length, last.content_length]).toEqual([PART_BYTES, 100])
    expect(first.presigned_url.length).toBeLessThan(2083)
    expect((await getUpload(api, upload.upload_id)).body.status).toBe('IN_PROGRESS')

    expect(await putPart(last, pieceOf(2).subarray(1))).toBe(403)
    expect([await putPart(first), await putPart(last)]).toEqual([200, 200])
    const page = await listParts(api, upload.upload_id, '?limit=1')
    expect(page.body).toMatchObject({
      parts: [{ part_number: 1, size_bytes: PART_BYTES, etag: md5Hex(pieceOf(1)) }],
      next_cursor: '1',
      is_assembled: false,
    })
    const rest = await listParts(api, upload.upload_id, '?limit=1&cursor=1')
    expect(rest.body).toMatchObject({ parts: [{ part_number: 2, size_bytes: 100 }], next_cursor: null })

    const claim = { etag: `"${multipartEtag()}"`, file_size_bytes: FILE.length }
    const confirmed = await confirm(api, upload.upload_id, claim)
    expect(confirmed.body).toMatchObject({
      status: 'COMPLETED',
      etag: multipartEtag(),
      file_size_bytes: FILE.length,
      receipt: { size: 'matched', etag: 'matched', guard: 'SERVER', settled_by: 'client' },
    })
    const read = await getUpload(api, upload.upload_id, '?return_presigned_urls=true')
    const bytes = Buffer.from(await (await fetch(read.body.presigned_url)).arrayBuffer())
    expect(bytes.equals(FILE)).toBe(true)
    expect((await confirm(api, upload.upload_id, claim)).body).toEqual(confirmed.body)
    // Its parts' URLs are dead.
    expect(await putPart(last)).toBe(404)
    expect(bytes.equals(Buffer.from(await (await fetch(read.body.presigned_url)).arrayBuffer()))).toBe(true)
  })

  it('confirms at once make one object and one charge', async () => {
    const before = await quotaOf(api, 'bucket')
    const { upload_id: uploadId } = await createInParts(api)
    await sendParts(api, uploadId)
    const answers = await Promise.all(Array.from({ length: 4 }, () => confirm(api, uploadId)))
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200])
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1)
    expect(await quotaOf(api, 'bucket')).toMatchObject({
      used_bytes: before.used_bytes + FILE.length,
      used_objects: before.used_objects + 1,
      reserved_bytes: before.reserved_bytes,
    })
  })

  it('without a size reserves what was signed, and is charged what came', async () => {
    const before = await quotaOf(api, 'organization')
    const upload = await createInParts(api, { file_size_bytes: null })
    expect(upload).toMatchObject({ multipart: { part_count: null } })
    const { body } = await signParts(api, upload.upload_id, { json: { part_numbers: [1] } })
    expect(await quotaOf(api, 'organization')).toMatchObject({
      reserved_bytes: before.reserved_bytes + PART_BYTES,
    })
    await putPart(body.parts[0])
    const last = await signParts(api, upload.upload_id, {
      json: { part_numbers: [2], file_size_bytes: FILE.length },
    })
    expect(last.body).toMatchObject({ part_count: 2, parts: [{ content_length: 100 }] })
    await putPart(last.body.parts[0])
    expect((await confirm(api, upload.upload_id)).body).toMatchObject({ file_size_bytes: FILE.length })
    expect(await quotaOf(api, 'organization')).toMatchObject({
      used_bytes: before.used_bytes + FILE.length,
      reserved_bytes: before.reserved_bytes,
    })
  })

  it('the parts of a canceled one are gone after the worker came by', async () => {
    const { upload_id: uploadId } = await createInParts(api)
    const { body } = await signParts(api, uploadId, { json: { part_numbers: [2] } })
    await putPart(body.parts[0])
    const path = `/v1/buckets/uploads/uploads/${uploadId}`
    expect((await api.call('DELETE', path)).status).toBe(204)
    await deleteDoomedKeys(api.runtime.services)
    expect(await putPart(body.parts[0])).toBe(404)
  })

  it('is answered again to the same Idempotency-Key, without a URL', async () => {
    const json = { filename: 'a.bin', content_type: 'a/b', file_size_bytes: 10, multipart: {} }
    const headers = { 'idempotency-key': 'parts-1' }
    const path = '/v1/buckets/uploads/uploads'
    const first = await api.call('POST', path, { json, headers })
    const again = await api.call('POST', path, { json, headers })
    expect(again.body).toEqual(first.body)
    const other = await api.call('POST', path, { json: { ...json, multipart: null }, headers })
    expect(other.body.error.details.code).toBe('IDEMPOTENCY_KEY_REUSED')
  })
})
