import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Api, startApi } from './support/start-api.ts'
import { BYTES, confirm, createUpload, getUpload, md5Hex, OTHER_BYTES, put } from './support/uploads.ts'

let api: Api
beforeAll(async () => {
  api = await startApi()
  await api.runtime.ensureProbed()
})
afterAll(() => api[Symbol.asyncDispose]())

/** All that anybody can read of a confirmed upload, by every way there is. */
async function readAll(uploadId: string, objectId: string): Promise<string[]> {
  const upload = await getUpload(api, uploadId, '?return_presigned_urls=true')
  const object = await api.call('GET', `/v1/buckets/uploads/objects/${objectId}?return_presigned_urls=true`)
  const content = await api.call('GET', `/v1/objects/${objectId}/content`)
  const urls = [
    upload.body.presigned_url,
    object.body.blobs[0].properties.presigned_url,
    content.headers.get('location'),
  ]
  const downloads = urls.map(async url => {
    const answer = await fetch(url)
    return `${answer.headers.get('etag')} ${await answer.text()}`
  })
  return [...(await Promise.all(downloads)), upload.body.etag, object.body.blobs[0].etag]
}

const expectedReads = [
  ...Array(3).fill(`"${md5Hex(BYTES)}" ${new TextDecoder().decode(BYTES)}`),
  md5Hex(BYTES),
  md5Hex(BYTES),
]

describe('the presigned URL used again with other bytes', () => {
  it('after the confirm changes nothing that anyone can read: SEALED', async () => {
    const upload = await createUpload(api)
    expect(upload.guard).toBe('SEALED')
    await put(upload)
    const { body } = await confirm(api, upload.upload_id)

    // The store takes it: nothing that the uploader signed for forbids it. Nobody looks there any more.
    expect((await put(upload, OTHER_BYTES)).status).toBe(200)
    expect(await readAll(upload.upload_id, body.object_id)).toEqual(expectedReads)
    expect((await confirm(api, upload.upload_id, { etag: md5Hex(BYTES) })).body).toEqual(body)
  })

  it('after the confirm is refused by the store: CONDITIONAL', async () => {
    const upload = await createUpload(api, { sends_headers: true })
    expect(upload.guard).toBe('CONDITIONAL')
    await put(upload)
    const { body } = await confirm(api, upload.upload_id)

    expect((await put(upload, OTHER_BYTES)).status).toBe(412)
    expect(await readAll(upload.upload_id, body.object_id)).toEqual(expectedReads)
  })

  it('after the confirm cannot shed the condition: CONDITIONAL', async () => {
    const upload = await createUpload(api, { sends_headers: true })
    await put(upload)
    const { body } = await confirm(api, upload.upload_id)

    const bare = { presigned_url: upload.presigned_url, upload_headers: { 'content-type': 'text/plain' } }
    expect((await put(bare, OTHER_BYTES)).status).toBe(403)
    expect((await put(upload, OTHER_BYTES, { 'if-none-match': '"other"' })).status).toBe(403)
    expect((await put(upload, OTHER_BYTES, { 'x-amz-acl': 'public-read' })).status).toBe(403)
    expect(await readAll(upload.upload_id, body.object_id)).toEqual(expectedReads)
  })

  it('before the confirm means the last bytes: SEALED', async () => {
    const upload = await createUpload(api)
    await put(upload, OTHER_BYTES)
    await put(upload)

    expect(
      (await confirm(api, upload.upload_id, { etag: md5Hex(OTHER_BYTES) })).body.error.details,
    ).toMatchObject({
      code: 'ETAG_MISMATCH',
      observed: md5Hex(BYTES),
    })
    const { body } = await confirm(api, upload.upload_id, { etag: md5Hex(BYTES) })
    expect(await readAll(upload.upload_id, body.object_id)).toEqual(expectedReads)
  })

  it('before the confirm means the first bytes: CONDITIONAL', async () => {
    const upload = await createUpload(api, { sends_headers: true })
    await put(upload)
    expect((await put(upload, OTHER_BYTES)).status).toBe(412)

    const { body } = await confirm(api, upload.upload_id, { etag: md5Hex(BYTES) })
    expect(await readAll(upload.upload_id, body.object_id)).toEqual(expectedReads)
  })

  it('in the middle of a confirm is seen: what is served is what was judged', async () => {
    const upload = await createUpload(api, { file_size_bytes: BYTES.length })
    await put(upload)
    const sameSize = Uint8Array.from(BYTES).reverse()
    let overwrites = 0
    api.faultyStore.before = async request => {
      if (request.method !== 'PUT' || request.headers['x-amz-copy-source'] === undefined || overwrites > 0)
        return
      overwrites += 1
      // Between our HEAD and our copy.
      await put(upload, sameSize)
    }
    const claimed = await confirm(api, upload.upload_id, { etag: md5Hex(BYTES) })
    api.faultyStore.before = null

    expect(overwrites).toBe(1)
    expect(claimed.body.error.details).toMatchObject({ code: 'ETAG_MISMATCH', observed: md5Hex(sameSize) })
    expect((await confirm(api, upload.upload_id, { etag: md5Hex(sameSize) })).body.status).toBe('COMPLETED')
  })
})
