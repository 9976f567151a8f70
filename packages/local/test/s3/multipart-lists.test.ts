import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  ListMultipartUploadsCommand,
  type ListMultipartUploadsCommandInput,
  ListPartsCommand,
  PutBucketCorsCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3'
import { getSignedUrl } from '@aws-sdk/s3-request-presigner'
import { describe, expect, it } from 'vitest'
import { beginUpload, type MultipartStore, md5, startMultipartStore } from './support/multipart.ts'
import { send } from './support/raw-http.ts'
import { signRequest } from './support/signer.ts'
import { BUCKET } from './support/test-store.ts'

describe('ListParts', () => {
  it('pages through the parts in the order of their numbers', async () => {
    await using store = await startMultipartStore()
    const upload = await beginUpload(store.client)
    const numbers = [9, 100, 2, 11, 1, 10_000, 30]
    for (const n of numbers) await upload.part(n, Buffer.from(`part ${n}`))
    const found: (number | undefined)[] = []
    let marker: string | undefined
    let pages = 0
    do {
      const page = await store.client.send(
        new ListPartsCommand({ ...upload.at, MaxParts: 3, PartNumberMarker: marker }),
      )
      for (const part of page.Parts ?? []) {
        const body = Buffer.from(`part ${part.PartNumber}`)
        expect(part).toMatchObject({ Size: body.length, ETag: `"${md5(body).toString('hex')}"` })
        expect(part.LastModified).toBeInstanceOf(Date)
        found.push(part.PartNumber)
      }
      marker = page.IsTruncated ? page.NextPartNumberMarker : undefined
      pages += 1
    } while (marker)
    expect(found).toEqual(numbers.toSorted((a, b) => a - b))
    expect(pages).toBe(3)
  })

  it('gives 1000 at most, whatever was asked for', async () => {
    await using store = await startMultipartStore()
    const upload = await beginUpload(store.client)
    await upload.part(1, Buffer.from('x'))
    const page = await store.client.send(new ListPartsCommand({ ...upload.at, MaxParts: 5000 }))
    expect(page).toMatchObject({ IsTruncated: false, MaxParts: 1000 })
    const none = await store.client.send(new ListPartsCommand({ ...upload.at, MaxParts: 0 }))
    expect(none).toMatchObject({ IsTruncated: false, MaxParts: 0 })
  })

  it.each(['max-parts=x', 'max-parts=-1', 'part-number-marker=x'])('refuses %s', async query => {
    await using store = await startMultipartStore()
    const { at } = await beginUpload(store.client)
    const url = `${store.endpoint}/${BUCKET}/key?uploadId=${at.UploadId}&${query}`
    expect(await send(signRequest({ method: 'GET', url }))).toMatchObject({
      status: 400,
      code: 'InvalidArgument',
    })
  })
})

/** In S3's order: by the key's bytes, then by time. */
const KEYS = ['a', 'b/1', 'b/2', 'b/2', 'b/c/3', 'c d', 'c+d', 'é', '\uffee', '🙂']

async function storeWithUploads() {
  const store = await startMultipartStore()
  const ids: { Key: string; UploadId: string | undefined }[] = []
  for (const Key of KEYS) {
    const { UploadId } = await store.client.send(new CreateMultipartUploadCommand({ Bucket: BUCKET, Key }))
    ids.push({ Key, UploadId })
  }
  return Object.assign(store, { ids })
}

const byBytes = (a = '', b = '') => Buffer.compare(Buffer.from(a), Buffer.from(b))

type ListInput = Omit<ListMultipartUploadsCommandInput, 'Bucket'>

function list(store: MultipartStore, input: ListInput = {}) {
  return store.client.send(new ListMultipartUploadsCommand({ Bucket: BUCKET, ...input }))
}

async function listAll(store: MultipartStore, input: ListInput) {
  const found: (string | undefined)[] = []
  let next: ListInput = {}
  for (let isTruncated = true; isTruncated; ) {
    const page = await list(store, { ...input, ...next })
    const items = [
      ...(page.Uploads ?? []).map(upload => upload.Key),
      ...(page.CommonPrefixes ?? []).map(prefix => prefix.Prefix),
    ]
    expect(items.length).toBeLessThanOrEqual(input.MaxUploads ?? 1000)
    found.push(...items.toSorted(byBytes))
    isTruncated = page.IsTruncated ?? false
    next = { KeyMarker: page.NextKeyMarker, UploadIdMarker: page.NextUploadIdMarker }
  }
  return found
}

describe('ListMultipartUploads', () => {
  it('lists open uploads by key in UTF-8 bytes and by time within a key', async () => {
    await using store = await storeWithUploads()
    const { Uploads } = await list(store)
    expect(Uploads?.map(({ Key, UploadId }) => ({ Key, UploadId }))).toEqual(store.ids)
    expect(Uploads?.[0]?.Initiated).toBeInstanceOf(Date)
  })

  it.each([1, 2, 3, 1000])('pages by %i through all of them', async MaxUploads => {
    await using store = await storeWithUploads()
    expect(await listAll(store, { MaxUploads })).toEqual(KEYS)
  })

  it.each([1, 2, 100])('folds keys at a delimiter, also in pages of %i', async MaxUploads => {
    await using store = await storeWithUploads()
    expect(await listAll(store, { MaxUploads, Delimiter: '/' })).toEqual(['a', 'b/', ...KEYS.slice(5)])
    expect(await listAll(store, { MaxUploads, Prefix: 'b/', Delimiter: '/' })).toEqual([
      'b/1',
      'b/2',
      'b/2',
      'b/c/',
    ])
  })

  it('goes on after a key, or within it after an upload; without a key the upload does not count', async () => {
    await using store = await storeWithUploads()
    const [, , first, second] = store.ids
    const after = async (input: ListInput) => (await list(store, input)).Uploads?.map(found => found.UploadId)
    const ids = store.ids.map(upload => upload.UploadId)
    expect(await after({ KeyMarker: 'b/2' })).toEqual(ids.slice(4))
    expect(await after({ KeyMarker: 'b/2', UploadIdMarker: first?.UploadId })).toEqual(ids.slice(3))
    expect(await after({ KeyMarker: 'b/2', UploadIdMarker: second?.UploadId })).toEqual(ids.slice(4))
    expect(await after({ UploadIdMarker: second?.UploadId })).toEqual(ids)
  })

  it('encodes keys on demand, for those that XML cannot carry', async () => {
    await using store = await startMultipartStore()
    const Key = 'a\u0001 b+c/é'
    await beginUpload(store.client, { Key })
    const { Uploads } = await list(store, { EncodingType: 'url', Prefix: 'a\u0001' })
    expect(decodeURIComponent(Uploads?.[0]?.Key ?? '')).toBe(Key)
    expect(Uploads?.[0]?.Key).toBe('a%01%20b%2Bc/%C3%A9')
  })

  it('forgets an upload that is completed', async () => {
    await using store = await startMultipartStore()
    const upload = await beginUpload(store.client)
    const part = await upload.part(1, Buffer.from('x'))
    expect((await list(store)).Uploads).toHaveLength(1)
    await upload.complete([part])
    expect((await list(store)).Uploads ?? []).toEqual([])
  })
})

describe('a page in a browser', () => {
  it('uploads a part by a presigned URL and reads its ETag as the bucket’s rules allow', async () => {
    await using store = await startMultipartStore()
    const rule = {
      AllowedOrigins: ['https://app.example'],
      AllowedMethods: ['PUT', 'POST'],
      AllowedHeaders: ['*'],
      ExposeHeaders: ['ETag'],
    }
    await store.client.send(
      new PutBucketCorsCommand({ Bucket: BUCKET, CORSConfiguration: { CORSRules: [rule] } }),
    )
    const upload = await beginUpload(store.client)
    const part = new UploadPartCommand({ ...upload.at, PartNumber: 1, ContentLength: 4 })
    const url = await getSignedUrl(store.client, part)
    const origin = 'https://app.example'
    const asked = { origin, 'access-control-request-method': 'PUT' }
    expect(await send({ method: 'OPTIONS', url, headers: asked })).toMatchObject({ status: 200 })
    const put = await send({ method: 'PUT', url, headers: { origin }, body: 'body' })
    expect(put).toMatchObject({
      status: 200,
      headers: { 'access-control-allow-origin': origin, 'access-control-expose-headers': 'ETag' },
    })
    await store.client.send(
      new CompleteMultipartUploadCommand({
        ...upload.at,
        MultipartUpload: { Parts: [{ PartNumber: 1, ETag: String(put.headers.etag) }] },
      }),
    )
  })
})
