import {
  type CompletedPart,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListPartsCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3'
import { describe, expect, it } from 'vitest'
import {
  beginUpload,
  MIB,
  MIN_PART,
  type MultipartStore,
  md5,
  multipartEtag,
  patternBytes,
  startMultipartStore,
} from './support/multipart.ts'
import { send } from './support/raw-http.ts'
import { signRequest } from './support/signer.ts'
import { BUCKET } from './support/test-store.ts'
import { setVersioning } from './support/versions.ts'

const at = { Bucket: BUCKET, Key: 'key' }
const [BIG, SMALL] = [patternBytes(MIN_PART, 1), Buffer.from('the end')]

async function threeParts(store: MultipartStore) {
  const upload = await beginUpload(store.client)
  const listed = [await upload.part(1, BIG), await upload.part(2, BIG), await upload.part(3, SMALL)]
  return { ...upload, listed: listed as [CompletedPart, CompletedPart, CompletedPart] }
}

describe('CompleteMultipartUpload refuses', () => {
  it('parts that are not in ascending order, or listed twice', async () => {
    await using store = await startMultipartStore()
    const { listed, complete } = await threeParts(store)
    const [one, two, three] = listed
    for (const parts of [
      [two, one, three],
      [one, one, two],
    ]) {
      await expect(complete(parts)).rejects.toMatchObject({
        name: 'InvalidPartOrder',
        $metadata: { httpStatusCode: 400 },
      })
    }
  })

  it('parts that were not uploaded, or have another ETag', async () => {
    await using store = await startMultipartStore()
    const { listed, complete } = await threeParts(store)
    const [one, two, three] = listed
    const invalid = { name: 'InvalidPart', $metadata: { httpStatusCode: 400 } }
    await expect(complete([one, { ...three, PartNumber: 4 }])).rejects.toMatchObject(invalid)
    await expect(complete([one, { ...two, ETag: three.ETag }])).rejects.toMatchObject(invalid)
  })

  it('any part but the last that is smaller than 5 MiB', async () => {
    await using store = await startMultipartStore()
    const upload = await beginUpload(store.client)
    const parts = [await upload.part(1, BIG.subarray(1)), await upload.part(2, SMALL)]
    await expect(upload.complete(parts)).rejects.toMatchObject({
      name: 'EntityTooSmall',
      $metadata: { httpStatusCode: 400 },
    })
    await upload.complete([await upload.part(1, BIG), await upload.part(2, SMALL)])
  })

  it('an object that would not have the size the client states', async () => {
    await using store = await startMultipartStore()
    const { listed, complete } = await threeParts(store)
    const size = 2 * MIN_PART + SMALL.length
    await expect(complete(listed, { MpuObjectSize: size + 1 })).rejects.toMatchObject({
      name: 'InvalidRequest',
      $metadata: { httpStatusCode: 400 },
    })
    await complete(listed, { MpuObjectSize: size })
  })

  it('what is no such XML, and a list without parts', async () => {
    await using store = await startMultipartStore()
    const { at: named } = await beginUpload(store.client)
    const url = `${store.endpoint}/${BUCKET}/key?uploadId=${named.UploadId}`
    const part = '<Part><PartNumber>1</PartNumber><ETag>x</ETag></Part>'
    const documents = [
      '',
      'text',
      '<CompleteMultipartUpload></CompleteMultipartUpload>',
      `<Other>${part}</Other>`,
      '<CompleteMultipartUpload><Part><ETag>x</ETag></Part></CompleteMultipartUpload>',
    ]
    for (const body of documents) {
      const answer = await send({ ...signRequest({ method: 'POST', url }), body })
      expect(answer).toMatchObject({ status: 400, code: 'MalformedXML' })
    }
  })

  it('a list that is not the one that Content-MD5 is of', async () => {
    await using store = await startMultipartStore()
    const { listed, at: named } = await threeParts(store)
    const [one] = listed
    const body = `<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>${one.ETag}</ETag></Part></CompleteMultipartUpload>`
    const url = `${store.endpoint}/${BUCKET}/key?uploadId=${named.UploadId}`
    const complete = (text: string) => {
      const headers = { 'content-md5': md5(Buffer.from(text)).toString('base64') }
      return send({ ...signRequest({ method: 'POST', url, headers }), body })
    }
    expect(await complete('other')).toMatchObject({ status: 400, code: 'BadDigest' })
    expect(await complete(body)).toMatchObject({ status: 200 })
  })

  it('and leaves the upload as it was, to be completed rightly', async () => {
    await using store = await startMultipartStore()
    const { listed, complete } = await threeParts(store)
    await expect(complete(listed, { MpuObjectSize: 1 })).rejects.toThrow()
    await expect(store.client.send(new HeadObjectCommand(at))).rejects.toMatchObject({ name: 'NotFound' })
    const { ETag } = await complete(listed)
    expect(ETag).toBe(multipartEtag([BIG, BIG, SMALL]))
  })
})

describe('CompleteMultipartUpload again', () => {
  it('answers the same for the same parts, for as long as the object is there', async () => {
    await using store = await startMultipartStore()
    const { listed, complete } = await threeParts(store)
    const first = await complete(listed)
    const again = await complete(listed)
    expect({ ...again, $metadata: 0 }).toEqual({ ...first, $metadata: 0 })
    // Under a condition too: the first answer may have been lost.
    await complete(listed, { IfNoneMatch: '*' })
    await store.client.send(new DeleteObjectCommand(at))
    await expect(complete(listed)).rejects.toMatchObject({ name: 'NoSuchUpload' })
  })

  it('does not know other parts, nor an object that somebody else has put there since', async () => {
    await using store = await startMultipartStore()
    const { listed, complete } = await threeParts(store)
    await complete(listed)
    await expect(complete(listed.slice(0, 2))).rejects.toMatchObject({ name: 'NoSuchUpload' })
    await store.client.send(new PutObjectCommand({ ...at, Body: 'newer' }))
    await expect(complete(listed)).rejects.toMatchObject({ name: 'NoSuchUpload' })
    const got = await store.client.send(new GetObjectCommand(at))
    expect(await got.Body?.transformToString()).toBe('newer')
  })

  it('at the same time as the first makes one object, and both are told so', async () => {
    await using store = await startMultipartStore()
    const { listed, complete } = await threeParts(store)
    const answers = await Promise.all([complete(listed), complete(listed), complete(listed)])
    expect(new Set(answers.map(answer => answer.ETag)).size).toBe(1)
  })
})

describe('CompleteMultipartUpload under a condition', () => {
  it('If-None-Match: * is refused with 412 where an object is, and the upload stays', async () => {
    await using store = await startMultipartStore()
    const { listed, complete, at: named } = await threeParts(store)
    await store.client.send(new PutObjectCommand({ ...at, Body: 'first' }))
    await expect(complete(listed, { IfNoneMatch: '*' })).rejects.toMatchObject({
      name: 'PreconditionFailed',
      $metadata: { httpStatusCode: 412 },
    })
    expect((await store.client.send(new ListPartsCommand(named))).Parts).toHaveLength(3)
    const got = await store.client.send(new GetObjectCommand(at))
    expect(await got.Body?.transformToString()).toBe('first')
  })

  it('If-Match replaces exactly the object it names', async () => {
    await using store = await startMultipartStore()
    const { listed, complete } = await threeParts(store)
    await expect(complete(listed, { IfMatch: '"x"' })).rejects.toMatchObject({ name: 'NoSuchKey' })
    const { ETag } = await store.client.send(new PutObjectCommand({ ...at, Body: 'first' }))
    await expect(complete(listed, { IfMatch: '"x"' })).rejects.toMatchObject({ name: 'PreconditionFailed' })
    await complete(listed, { IfMatch: ETag })
    expect((await store.client.send(new HeadObjectCommand(at))).ContentLength).toBe(
      2 * MIN_PART + SMALL.length,
    )
  })

  it('lets exactly one of many uploads have a key; the others get 412, or 409 where they raced', async () => {
    await using store = await startMultipartStore()
    const bodies = Array.from({ length: 6 }, (_, n) => patternBytes(MIB, n))
    const uploads = await Promise.all(
      bodies.map(async body => {
        const upload = await beginUpload(store.client)
        return { ...upload, listed: [await upload.part(1, body)] }
      }),
    )
    const results = await Promise.allSettled(
      uploads.map(upload => upload.complete(upload.listed, { IfNoneMatch: '*' })),
    )
    const winners = results.flatMap((result, n) => (result.status === 'fulfilled' ? [n] : []))
    expect(winners).toHaveLength(1)
    for (const result of results) {
      if (result.status === 'fulfilled') continue
      expect(['PreconditionFailed', 'ConditionalRequestConflict']).toContain(result.reason.name)
    }
    const got = await store.client.send(new GetObjectCommand(at))
    const bytes = (await got.Body?.transformToByteArray()) ?? Buffer.alloc(0)
    expect(bodies[winners[0] ?? -1]?.equals(bytes)).toBe(true)
  })
})

it('makes a version in a versioned bucket, and names the same one when it is asked again', async () => {
  await using store = await startMultipartStore()
  await setVersioning(store, 'Enabled')
  const { VersionId } = await store.client.send(new PutObjectCommand({ ...at, Body: 'older' }))
  const { listed, complete } = await threeParts(store)
  const first = await complete(listed)
  expect(first.VersionId).toMatch(/./)
  expect((await complete(listed)).VersionId).toBe(first.VersionId)
  const head = await store.client.send(new HeadObjectCommand({ ...at, PartNumber: 3 }))
  expect(head).toMatchObject({ VersionId: first.VersionId, ContentLength: SMALL.length, PartsCount: 3 })
  const older = await store.client.send(new GetObjectCommand({ ...at, VersionId, PartNumber: 1 }))
  expect(await older.Body?.transformToString()).toBe('older')
})

it('parts may be sent in any order, with gaps between their numbers', async () => {
  await using store = await startMultipartStore()
  const parts = Array.from({ length: 4 }, (_, n) => patternBytes(MIN_PART + n, n))
  const upload = await beginUpload(store.client)
  const listed = await Promise.all(parts.map((part, n) => upload.part(n * 7 + 1, part)).reverse())
  const { ETag } = await upload.complete(listed.reverse())
  expect(ETag).toBe(multipartEtag(parts))
})
