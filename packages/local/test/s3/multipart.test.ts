import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import {
  AbortMultipartUploadCommand,
  CopyObjectCommand,
  CreateBucketCommand,
  DeleteBucketCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  ListPartsCommand,
  PutObjectCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3'
import { getSignedUrl } from '@aws-sdk/s3-request-presigner'
import { describe, expect, it } from 'vitest'
import {
  beginUpload,
  MIN_PART,
  md5,
  multipartEtag,
  patternBytes,
  startMultipartStore,
  uploadInParts,
} from './support/multipart.ts'
import { send } from './support/raw-http.ts'
import { signRequest } from './support/signer.ts'
import { BUCKET } from './support/test-store.ts'

const at = { Bucket: BUCKET, Key: 'key' }
const TWO_PARTS = [patternBytes(MIN_PART, 1), patternBytes(1000, 2)]

describe('a multipart upload', () => {
  it('becomes an object of its parts in order, with the metadata it began with and the ETag md5-of-md5s-N', async () => {
    await using store = await startMultipartStore()
    const { client } = store
    const { result } = await uploadInParts(client, TWO_PARTS, {
      ContentType: 'text/plain',
      CacheControl: 'no-cache',
      Metadata: { a: 'b' },
    })
    const etag = multipartEtag(TWO_PARTS)
    expect(result).toMatchObject({
      Bucket: BUCKET,
      Key: 'key',
      ETag: etag,
      Location: `${store.endpoint}/${BUCKET}/key`,
    })
    const got = await client.send(new GetObjectCommand(at))
    const whole = Buffer.concat(TWO_PARTS)
    expect(whole.equals((await got.Body?.transformToByteArray()) ?? Buffer.alloc(0))).toBe(true)
    expect(got).toMatchObject({
      ETag: etag,
      ContentLength: whole.length,
      ContentType: 'text/plain',
      CacheControl: 'no-cache',
      Metadata: { a: 'b' },
    })
    const listed = await client.send(new ListObjectsV2Command({ Bucket: BUCKET }))
    expect(listed.Contents).toMatchObject([{ Key: 'key', ETag: etag, Size: whole.length }])
  })

  it('shows nothing under its key before it is completed, and leaves nothing of itself behind', async () => {
    await using store = await startMultipartStore()
    const { client } = store
    await client.send(new PutObjectCommand({ ...at, Body: 'before' }))
    const upload = await beginUpload(client)
    const parts = [await upload.part(1, TWO_PARTS[0] ?? Buffer.alloc(0))]
    const before = await client.send(new GetObjectCommand(at))
    expect(await before.Body?.transformToString()).toBe('before')
    await upload.complete(parts)
    expect((await client.send(new HeadObjectCommand(at))).ContentLength).toBe(MIN_PART)
    expect(await readdir(join(store.dir, 'buckets', BUCKET, 'uploads'))).toEqual([])
    expect(await readdir(join(store.dir, 'tmp'))).toEqual([])
    await expect(client.send(new ListPartsCommand(upload.at))).rejects.toMatchObject({
      name: 'NoSuchUpload',
      $metadata: { httpStatusCode: 404 },
    })
  })

  it('takes a part again in place of the one with its number, and leaves out what Complete does not list', async () => {
    await using store = await startMultipartStore()
    const upload = await beginUpload(store.client)
    await upload.part(1, Buffer.from('first try'))
    const again = await upload.part(1, TWO_PARTS[0] ?? Buffer.alloc(0))
    await upload.part(2, Buffer.from('left out'))
    const last = await upload.part(10_000, Buffer.from('the end'))
    await upload.complete([again, last])
    const got = await store.client.send(new GetObjectCommand({ ...at, Range: `bytes=${MIN_PART}-` }))
    expect(await got.Body?.transformToString()).toBe('the end')
    expect(got.ContentRange).toBe(`bytes ${MIN_PART}-${MIN_PART + 6}/${MIN_PART + 7}`)
  })

  it('is aborted with its parts, once', async () => {
    await using store = await startMultipartStore()
    const upload = await beginUpload(store.client)
    await upload.part(1, Buffer.from('x'))
    const abort = () => store.client.send(new AbortMultipartUploadCommand(upload.at))
    expect((await abort()).$metadata.httpStatusCode).toBe(204)
    const gone = { name: 'NoSuchUpload', $metadata: { httpStatusCode: 404 } }
    await expect(abort()).rejects.toMatchObject(gone)
    await expect(upload.part(2, Buffer.from('x'))).rejects.toMatchObject(gone)
    await expect(upload.complete([{ PartNumber: 1, ETag: 'x' }])).rejects.toMatchObject(gone)
    expect(await readdir(join(store.dir, 'buckets', BUCKET, 'uploads'))).toEqual([])
  })

  it('belongs to one key of one bucket', async () => {
    await using store = await startMultipartStore()
    const upload = await beginUpload(store.client)
    await store.client.send(new CreateBucketCommand({ Bucket: 'other-bucket' }))
    for (const other of [{ Key: 'other' }, { Bucket: 'other-bucket' }, { UploadId: 'made-up' }]) {
      const put = new UploadPartCommand({ ...upload.at, ...other, PartNumber: 1, Body: 'x' })
      await expect(store.client.send(put)).rejects.toMatchObject({ name: 'NoSuchUpload' })
    }
  })

  it('does not keep its bucket from being deleted, and goes with it', async () => {
    await using store = await startMultipartStore()
    const upload = await beginUpload(store.client)
    await upload.part(1, Buffer.from('x'))
    await store.client.send(new DeleteBucketCommand({ Bucket: BUCKET }))
    await store.client.send(new CreateBucketCommand({ Bucket: BUCKET }))
    await expect(upload.part(2, Buffer.from('x'))).rejects.toMatchObject({ name: 'NoSuchUpload' })
  })
})

describe('UploadPart', () => {
  it.each(['0', '10001', '-1', 'x', '1.5'])('refuses the part number %s', async partNumber => {
    await using store = await startMultipartStore()
    const { at: named } = await beginUpload(store.client)
    const url = `${store.endpoint}/${BUCKET}/key?partNumber=${partNumber}&uploadId=${named.UploadId}`
    const put = await send({ ...signRequest({ method: 'PUT', url }), body: 'x' })
    expect(put).toMatchObject({ status: 400, code: 'InvalidArgument' })
  })

  it('holds the body to Content-MD5 and a checksum, and keeps nothing of a wrong one', async () => {
    await using store = await startMultipartStore()
    const upload = await beginUpload(store.client, { ChecksumAlgorithm: 'CRC64NVME' })
    const part = { ...upload.at, PartNumber: 1, Body: 'body' }
    const wrong = md5(Buffer.from('other')).toString('base64')
    await expect(
      store.client.send(new UploadPartCommand({ ...part, ContentMD5: wrong })),
    ).rejects.toMatchObject({ name: 'BadDigest' })
    await expect(
      store.client.send(new UploadPartCommand({ ...part, ChecksumCRC64NVME: 'AAAAAAAAAAA=' })),
    ).rejects.toMatchObject({ name: 'BadDigest' })
    expect((await store.client.send(new ListPartsCommand(upload.at))).Parts ?? []).toEqual([])
    expect(await readdir(join(store.dir, 'tmp'))).toEqual([])
    const right = md5(Buffer.from('body')).toString('base64')
    await store.client.send(new UploadPartCommand({ ...part, ContentMD5: right }))
  })

  it('takes aws-chunked bodies with the checksum in the trailer, as the SDK streams them', async () => {
    await using store = await startMultipartStore()
    const upload = await beginUpload(store.client, { ChecksumAlgorithm: 'CRC32C' })
    const [body = Buffer.alloc(0)] = TWO_PARTS
    const put = await store.client.send(
      new UploadPartCommand({
        ...upload.at,
        PartNumber: 1,
        Body: Readable.from([body]),
        ContentLength: body.length,
        ChecksumAlgorithm: 'CRC32C',
      }),
    )
    expect(put.ETag).toBe(`"${md5(body).toString('hex')}"`)
    expect(put.ChecksumCRC32C).toMatch(/^.{8}$/)
  })

  it('takes a presigned URL with a signed length, and no other length', async () => {
    await using store = await startMultipartStore()
    const upload = await beginUpload(store.client)
    const command = new UploadPartCommand({ ...upload.at, PartNumber: 1, ContentLength: 4 })
    const url = await getSignedUrl(store.client, command)
    const put = (body: string) => fetch(url, { method: 'PUT', body })
    expect((await put('body!')).status).toBe(403)
    const answer = await put('body')
    expect(answer.status).toBe(200)
    const listed = await store.client.send(new ListPartsCommand(upload.at))
    expect(listed.Parts).toMatchObject([{ PartNumber: 1, Size: 4, ETag: answer.headers.get('etag') }])
  })

  it('does not copy: that is another operation, which the store does not have', async () => {
    await using store = await startMultipartStore()
    const { at: named } = await beginUpload(store.client)
    const put = await send(
      signRequest({
        method: 'PUT',
        url: `${store.endpoint}/${BUCKET}/key?partNumber=1&uploadId=${named.UploadId}`,
        headers: { 'x-amz-copy-source': `${BUCKET}/other` },
      }),
    )
    expect(put).toMatchObject({ status: 501, code: 'NotImplemented' })
  })
})

describe('an object made of parts', () => {
  it('is read by part number, with the number of its parts', async () => {
    await using store = await startMultipartStore()
    await uploadInParts(store.client, TWO_PARTS)
    const head = await store.client.send(new HeadObjectCommand({ ...at, PartNumber: 1 }))
    expect(head).toMatchObject({ ContentLength: MIN_PART, PartsCount: 2, $metadata: { httpStatusCode: 206 } })
    const second = await store.client.send(new GetObjectCommand({ ...at, PartNumber: 2 }))
    expect(second.ContentRange).toBe(`bytes ${MIN_PART}-${MIN_PART + 999}/${MIN_PART + 1000}`)
    const bytes = (await second.Body?.transformToByteArray()) ?? Buffer.alloc(0)
    expect(TWO_PARTS[1]?.equals(bytes)).toBe(true)
    await expect(store.client.send(new GetObjectCommand({ ...at, PartNumber: 3 }))).rejects.toMatchObject({
      name: 'InvalidPartNumber',
      $metadata: { httpStatusCode: 416 },
    })
    const both = new GetObjectCommand({ ...at, PartNumber: 1, Range: 'bytes=0-1' })
    await expect(store.client.send(both)).rejects.toMatchObject({ name: 'InvalidRequest' })
  })

  it('that was put whole is its own first part, and tells of no parts', async () => {
    await using store = await startMultipartStore()
    await store.client.send(new PutObjectCommand({ ...at, Body: 'whole' }))
    const got = await store.client.send(new GetObjectCommand({ ...at, PartNumber: 1 }))
    expect(await got.Body?.transformToString()).toBe('whole')
    expect(got.PartsCount).toBeUndefined()
    await expect(store.client.send(new HeadObjectCommand({ ...at, PartNumber: 2 }))).rejects.toMatchObject({
      $metadata: { httpStatusCode: 416 },
    })
  })

  it('is copied into one of a single part, with an MD5 for an ETag', async () => {
    await using store = await startMultipartStore()
    await uploadInParts(store.client, TWO_PARTS, { ChecksumAlgorithm: 'CRC64NVME' })
    const copy = await store.client.send(
      new CopyObjectCommand({ Bucket: BUCKET, Key: 'copy', CopySource: `${BUCKET}/key` }),
    )
    const whole = Buffer.concat(TWO_PARTS)
    expect(copy.CopyObjectResult?.ETag).toBe(`"${md5(whole).toString('hex')}"`)
    const head = await store.client.send(
      new HeadObjectCommand({ Bucket: BUCKET, Key: 'copy', PartNumber: 1, ChecksumMode: 'ENABLED' }),
    )
    expect(head).toMatchObject({ ContentLength: whole.length })
    expect(head.PartsCount).toBeUndefined()
  })
})
