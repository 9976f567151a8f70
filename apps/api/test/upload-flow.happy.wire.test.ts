import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Api, startApi } from './support/start-api.ts'
import { quotaOf } from './support/stored-state.ts'
import { BYTES, confirm, getUpload, md5Hex, put, sha256Hex } from './support/uploads.ts'

let api: Api
beforeAll(async () => {
  api = await startApi()
})
afterAll(() => api[Symbol.asyncDispose]())

const TIME = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)

/** The whole life of a file, as a client of the contract lives it: it sends nothing but Content-Type. */
describe.each([
  ['SEALED, for a client that knows only the contract', false],
  ['CONDITIONAL, for a client that sends the headers it is given', true],
])('create, PUT, confirm, object, delete (%s)', (_name, sendsHeaders) => {
  const guard = sendsHeaders ? 'CONDITIONAL' : 'SEALED'
  const fields = { filename: 'Über mich.txt', content_type: 'text/plain', file_size_bytes: BYTES.length }

  it('answers each step as the contract says', async () => {
    await api.runtime.ensureProbed()
    const before = await quotaOf(api, 'bucket')

    const created = await api.call('POST', '/v1/buckets/uploads/uploads', {
      json: {
        ...fields,
        metadata: { campaign: 'x' },
        object_metadata: { title: 'Me' },
        ...(sendsHeaders ? { sends_headers: true } : {}),
        unknown_key: 'ignored',
      },
    })
    expect(created.status).toBe(200)
    const upload = created.body
    const pending = {
      upload_id: expect.stringMatching(/^upl_[a-z0-9]{16}$/),
      bucket_id: api.tenant.bucketId,
      ...fields,
      presigned_url: expect.stringContaining(api.faultyStore.endpoint),
      presigned_url_expiration: 3600,
      s3_key: `${api.tenant.organizationId}/${api.tenant.namespaceId}/api_buckets_uploads_create/${upload.upload_id}/1/U-ber-mich.txt`,
      status: 'PENDING',
      metadata: { campaign: 'x' },
      create_object_on_confirm: true,
      object_metadata: { title: 'Me' },
      blob_property: expect.any(String),
      blob_type: 'TEXT',
      file_hash: null,
      skip_duplicates: true,
      is_duplicate: false,
      duplicate_of_upload_id: null,
      skipped_unique_key: false,
      existing_object_id: null,
      message: null,
      created_at: TIME,
      expires_at: TIME,
      completed_at: null,
      verified_at: null,
      etag: null,
      object_id: null,
      task_id: null,
      upload_headers: {
        'content-type': 'text/plain',
        ...(sendsHeaders ? { 'if-none-match': '*' } : {}),
      },
      owner: null,
      checksum: null,
      attempt: 1,
      guard,
      settle_until: TIME,
      deleted_at: null,
      last_error: null,
      multipart: null,
      receipt: null,
    }
    expect(upload).toEqual(pending)
    expect(upload.presigned_url.length).toBeLessThanOrEqual(2083)
    expect(await quotaOf(api, 'bucket')).toEqual({
      ...before,
      reserved_bytes: BYTES.length,
      reserved_objects: 1,
    })

    const sent = await put(upload)
    expect([sent.status, sent.etag]).toEqual([200, `"${md5Hex(BYTES)}"`])

    const claim = { etag: sent.etag, file_size_bytes: BYTES.length }
    const confirmed = await confirm(api, upload.upload_id, claim)
    expect(confirmed.status).toBe(200)
    const settled = {
      upload_id: upload.upload_id,
      status: 'COMPLETED',
      etag: md5Hex(BYTES),
      file_size_bytes: BYTES.length,
      // A copy is hashed by the store; a single PUT only where a checksum was sent.
      file_hash: sendsHeaders ? null : sha256Hex(BYTES),
      verified_at: TIME,
      completed_at: TIME,
      object_id: expect.stringMatching(/^obj_[a-z0-9]{16}$/),
      task_id: null,
      message: null,
      receipt: { size: 'matched', etag: 'matched', checksum: 'not_claimed', guard, settled_by: 'client' },
    }
    expect(confirmed.body).toEqual(settled)
    expect(await quotaOf(api, 'bucket')).toEqual({
      ...before,
      used_bytes: before.used_bytes + BYTES.length,
      used_objects: before.used_objects + 1,
    })

    const again = await confirm(api, upload.upload_id, claim)
    expect(again.text).toBe(confirmed.text)

    const got = await getUpload(api, upload.upload_id, '?return_presigned_urls=true')
    expect([got.status, got.body]).toEqual([
      200,
      {
        ...pending,
        status: 'COMPLETED',
        presigned_url: expect.stringContaining('response-content-disposition'),
        upload_headers: null,
        s3_key: sendsHeaders ? upload.s3_key : expect.stringContaining('/sealed/'),
        file_hash: settled.file_hash,
        etag: settled.etag,
        object_id: confirmed.body.object_id,
        completed_at: confirmed.body.completed_at,
        verified_at: confirmed.body.verified_at,
        receipt: settled.receipt,
      },
    ])
    const downloaded = await fetch(got.body.presigned_url)
    expect(new Uint8Array(await downloaded.arrayBuffer())).toEqual(BYTES)

    const listed = await api.call('POST', '/v1/buckets/uploads/uploads/list')
    expect(listed.body.results.map((item: { upload_id: string }) => item.upload_id)).toContain(
      upload.upload_id,
    )

    const path = `/v1/buckets/uploads/objects/${confirmed.body.object_id}`
    const object = await api.call('GET', path)
    expect([object.status, object.body]).toEqual([
      200,
      {
        title: 'Me',
        object_id: confirmed.body.object_id,
        bucket_id: api.tenant.bucketId,
        key_prefix: null,
        blobs: [
          {
            blob_id: expect.stringMatching(/^blob_[a-z0-9]{16}$/),
            property: upload.blob_property,
            type: 'text',
            key_prefix: null,
            metadata: null,
            properties: null,
            details: {
              filename: fields.filename,
              size_bytes: BYTES.length,
              mime_type: 'text/plain',
              hash: settled.file_hash,
            },
            upload_id: upload.upload_id,
            etag: settled.etag,
          },
        ],
        status: expect.stringMatching(/^(DRAFT|COMPLETED)$/),
        created_at: TIME,
        updated_at: TIME,
      },
    ])

    const content = await api.call('GET', `/v1/objects/${confirmed.body.object_id}/content`)
    expect([content.status, content.text, content.headers.get('cache-control')]).toEqual([
      302,
      '',
      'no-store',
    ])
    const file = await fetch(content.headers.get('location') ?? '')
    expect(new Uint8Array(await file.arrayBuffer())).toEqual(BYTES)
    expect(file.headers.get('content-type')).toBe('text/plain')
    expect(file.headers.get('content-disposition')).toBe(
      `attachment; filename="_ber mich.txt"; filename*=UTF-8''%C3%9Cber%20mich.txt`,
    )

    const deleted = await api.call('DELETE', path)
    expect([deleted.status, deleted.text, deleted.headers.get('content-type')]).toEqual([204, '', null])
    expect((await api.call('GET', path)).status).toBe(404)
    expect((await api.call('DELETE', path)).status).toBe(404)
    expect((await api.call('GET', `/v1/objects/${confirmed.body.object_id}/content`)).status).toBe(404)
    expect(await quotaOf(api, 'bucket')).toEqual(before)

    const afterDelete = await confirm(api, upload.upload_id, claim)
    expect(afterDelete.body).toEqual({
      ...settled,
      object_id: confirmed.body.object_id,
      message: expect.stringContaining('deleted since'),
    })
  })
})
