import { createHash } from 'node:crypto'
import {
  type ChecksumAlgorithm,
  type CompletedPart,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  ListPartsCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3'
import { describe, expect, it } from 'vitest'
import { combineCrcs } from '../../src/s3/checksum/crc-combine.ts'
import { createHasher, type DigestAlgorithm } from '../../src/s3/checksum/hasher.ts'
import {
  beginUpload,
  MIN_PART,
  type MultipartStore,
  patternBytes,
  startMultipartStore,
} from './support/multipart.ts'
import { send } from './support/raw-http.ts'
import { signRequest } from './support/signer.ts'
import { BUCKET } from './support/test-store.ts'

const at = { Bucket: BUCKET, Key: 'key' }
const PARTS = [patternBytes(MIN_PART, 1), patternBytes(MIN_PART + 3, 2), Buffer.from('the end')]
const WHOLE = Buffer.concat(PARTS)

async function digest(algorithm: DigestAlgorithm, ...chunks: Buffer[]): Promise<Buffer> {
  const hasher = await createHasher(algorithm)
  for (const chunk of chunks) hasher.update(chunk)
  return hasher.digest()
}

async function base64(algorithm: DigestAlgorithm, data: Buffer): Promise<string> {
  return (await digest(algorithm, data)).toString('base64')
}

/** Every part with its checksum, as an upload that declared the algorithm wants it. */
async function uploadDeclared(store: MultipartStore, input: Parameters<typeof beginUpload>[1] & object) {
  const algorithm = input.ChecksumAlgorithm as ChecksumAlgorithm & DigestAlgorithm
  const upload = await beginUpload(store.client, input)
  const listed: CompletedPart[] = []
  for (const [n, Body] of PARTS.entries()) {
    const checksum = { [`Checksum${algorithm}`]: await base64(algorithm, Body) }
    const PartNumber = n + 1
    const put = await store.client.send(
      new UploadPartCommand({ ...upload.at, PartNumber, Body, ...checksum }),
    )
    listed.push({ PartNumber, ETag: put.ETag, ...checksum })
  }
  return { ...upload, listed, algorithm }
}

const mismatch = (expected: string, actual: string) => ({
  name: 'InvalidRequest',
  message: `Checksum Type mismatch occurred, expected checksum Type: ${expected}, actual checksum Type: ${actual}`,
})

describe('the CRC of parts laid end to end', () => {
  it.each(['CRC32', 'CRC32C', 'CRC64NVME'] as const)(
    '%s comes from theirs, whatever the lengths',
    async name => {
      const lengths = [0, 1, 77_777, 0, 4096, 65_537, 5]
      const pieces = lengths.map((length, n) => patternBytes(length, n))
      const parts = await Promise.all(
        pieces.map(async piece => ({ crc: await digest(name, piece), sizeBytes: piece.length })),
      )
      expect(combineCrcs(name, parts)).toEqual(await digest(name, ...pieces))
      expect(combineCrcs(name, [])).toEqual(await digest(name))
      expect(combineCrcs(name, parts.toReversed())).not.toEqual(await digest(name, ...pieces))
    },
  )

  it('reaches over lengths that nobody would read: 5 GiB of zeros after one byte, twice', async () => {
    // The CRC of zeros can be had by squaring; here by combining a block with itself, which shares no code path's length.
    const block = { crc: await digest('CRC64NVME', Buffer.alloc(1024 ** 2)), sizeBytes: 1024 ** 2 }
    const gigabyte = combineCrcs(
      'CRC64NVME',
      Array.from({ length: 1024 }, () => block),
    )
    const parts = Array.from({ length: 5 }, () => ({ crc: gigabyte, sizeBytes: 1024 ** 3 }))
    const inOne = { crc: combineCrcs('CRC64NVME', parts), sizeBytes: 5 * 1024 ** 3 }
    const first = { crc: await digest('CRC64NVME', Buffer.from('x')), sizeBytes: 1 }
    expect(combineCrcs('CRC64NVME', [first, inOne])).toEqual(combineCrcs('CRC64NVME', [first, ...parts]))
  })
})

describe('a multipart object', () => {
  it('gets a full-object CRC64NVME by itself, which HEAD and GET give back', async () => {
    await using store = await startMultipartStore()
    const upload = await beginUpload(store.client)
    const listed = await Promise.all(PARTS.map((part, n) => upload.part(n + 1, part)))
    const expected = { ChecksumCRC64NVME: await base64('CRC64NVME', WHOLE), ChecksumType: 'FULL_OBJECT' }
    expect(await upload.complete(listed)).toMatchObject(expected)
    const question = { ...at, ChecksumMode: 'ENABLED' as const }
    expect(await store.client.send(new HeadObjectCommand(question))).toMatchObject(expected)
    const got = await store.client.send(new GetObjectCommand(question))
    expect(got).toMatchObject(expected)
    // The SDK holds the bytes to it as they come.
    expect(WHOLE.equals((await got.Body?.transformToByteArray()) ?? Buffer.alloc(0))).toBe(true)
    expect(await store.client.send(new HeadObjectCommand(at))).not.toHaveProperty('ChecksumCRC64NVME')
  })

  it.each([
    ['CRC64NVME', undefined],
    ['CRC32', 'FULL_OBJECT'],
    ['CRC32C', 'FULL_OBJECT'],
  ] as const)(
    'has the %s of all its bytes where it was begun with %s',
    async (ChecksumAlgorithm, ChecksumType) => {
      await using store = await startMultipartStore()
      const upload = await uploadDeclared(store, { ChecksumAlgorithm, ChecksumType })
      expect(upload.created).toMatchObject({ ChecksumAlgorithm, ChecksumType: 'FULL_OBJECT' })
      await upload.complete(upload.listed)
      const head = await store.client.send(new HeadObjectCommand({ ...at, ChecksumMode: 'ENABLED' }))
      expect(head).toMatchObject({
        [`Checksum${ChecksumAlgorithm}`]: await base64(ChecksumAlgorithm, WHOLE),
        ChecksumType: 'FULL_OBJECT',
      })
    },
  )

  it.each(['SHA256', 'SHA1', 'CRC32', 'CRC32C'] as const)(
    'has the %s of its parts’ checksums where it was begun with that',
    async ChecksumAlgorithm => {
      await using store = await startMultipartStore()
      const upload = await uploadDeclared(store, { ChecksumAlgorithm })
      expect(upload.created).toMatchObject({ ChecksumAlgorithm, ChecksumType: 'COMPOSITE' })
      const digests = await Promise.all(PARTS.map(part => digest(ChecksumAlgorithm, part)))
      const value = `${await base64(ChecksumAlgorithm, Buffer.concat(digests))}-3`
      const expected = { [`Checksum${ChecksumAlgorithm}`]: value, ChecksumType: 'COMPOSITE' }
      expect(await upload.complete(upload.listed)).toMatchObject(expected)
      const head = await store.client.send(new HeadObjectCommand({ ...at, ChecksumMode: 'ENABLED' }))
      expect(head).toMatchObject(expected)
      const listed = await store.client.send(new ListObjectsV2Command({ Bucket: BUCKET }))
      expect(listed.Contents).toMatchObject([
        { ChecksumAlgorithm: [ChecksumAlgorithm], ChecksumType: 'COMPOSITE' },
      ])
    },
  )

  it('of SHA-256 parts has what the documentation computes, checked with Node’s own hash', async () => {
    await using store = await startMultipartStore()
    const upload = await uploadDeclared(store, { ChecksumAlgorithm: 'SHA256' })
    const hashes = PARTS.map(part => createHash('sha256').update(part).digest())
    const expected = `${createHash('sha256').update(Buffer.concat(hashes)).digest('base64')}-3`
    expect((await upload.complete(upload.listed)).ChecksumSHA256).toBe(expected)
  })
})

describe('an upload’s algorithm and type', () => {
  it.each([
    ['CRC64NVME', 'COMPOSITE'],
    ['SHA256', 'FULL_OBJECT'],
    ['SHA1', 'FULL_OBJECT'],
    [undefined, 'FULL_OBJECT'],
    ['MD4', undefined],
  ])('%s with %s do not exist', async (algorithm, type) => {
    await using store = await startMultipartStore()
    const created = await send(
      signRequest({
        method: 'POST',
        url: `${store.endpoint}/${BUCKET}/key?uploads`,
        headers: {
          ...(algorithm ? { 'x-amz-checksum-algorithm': algorithm } : {}),
          ...(type ? { 'x-amz-checksum-type': type } : {}),
        },
      }),
    )
    expect(created).toMatchObject({ status: 400, code: 'InvalidRequest' })
  })

  it('are what every part has to bring: no other, and with a composite one not none', async () => {
    await using store = await startMultipartStore()
    const other = { PartNumber: 1, Body: 'x', ChecksumCRC32: 'jNywGQ==' }
    for (const [algorithm, expected] of [
      [undefined, 'null'],
      ['SHA256', 'sha256'],
      ['CRC64NVME', 'crc64nvme'],
    ] as const) {
      const upload = await beginUpload(store.client, { ChecksumAlgorithm: algorithm })
      await expect(
        store.client.send(new UploadPartCommand({ ...upload.at, ...other })),
      ).rejects.toMatchObject(mismatch(expected, 'crc32'))
      const bare = upload.part(1, Buffer.from('x'))
      if (algorithm === 'SHA256') await expect(bare).rejects.toMatchObject(mismatch('sha256', 'null'))
      else await bare
    }
  })

  it('show in ListParts with each part’s checksum, if the client named them', async () => {
    await using store = await startMultipartStore()
    const upload = await uploadDeclared(store, { ChecksumAlgorithm: 'SHA256' })
    expect(await store.client.send(new ListPartsCommand(upload.at))).toMatchObject({
      ChecksumAlgorithm: 'SHA256',
      ChecksumType: 'COMPOSITE',
      Parts: upload.listed.map(({ ChecksumSHA256 }) => ({ ChecksumSHA256 })),
    })
    const silent = await beginUpload(store.client)
    await silent.part(1, Buffer.from('x'))
    const listed = await store.client.send(new ListPartsCommand(silent.at))
    expect(listed.ChecksumAlgorithm).toBeUndefined()
    expect(listed.Parts?.[0]).not.toHaveProperty('ChecksumCRC64NVME')
  })
})

describe('checksums in CompleteMultipartUpload', () => {
  it('of a part have to be that part’s, and composite ones may not be missing', async () => {
    await using store = await startMultipartStore()
    const { listed, complete } = await uploadDeclared(store, { ChecksumAlgorithm: 'SHA256' })
    const [one, ...others] = listed
    const wrong = await base64('SHA256', Buffer.from('other'))
    await expect(complete([{ ...one, ChecksumSHA256: wrong }, ...others])).rejects.toMatchObject({
      name: 'InvalidPart',
    })
    const { ChecksumSHA256: _left, ...bare } = one ?? {}
    await expect(complete([bare, ...others])).rejects.toMatchObject({
      name: 'InvalidRequest',
      message: expect.stringContaining('It was missing for part 1 in the request.'),
    })
    await complete(listed)
  })

  it('of the object refuse another object, and its type another type', async () => {
    await using store = await startMultipartStore()
    const { listed, complete } = await uploadDeclared(store, { ChecksumAlgorithm: 'CRC64NVME' })
    await expect(complete(listed, { ChecksumCRC64NVME: 'AAAAAAAAAAA=' })).rejects.toMatchObject({
      name: 'BadDigest',
    })
    await expect(complete(listed, { ChecksumType: 'COMPOSITE' })).rejects.toMatchObject({
      name: 'InvalidRequest',
    })
    await complete(listed, {
      ChecksumCRC64NVME: await base64('CRC64NVME', WHOLE),
      ChecksumType: 'FULL_OBJECT',
    })
  })

  it('of the object are not looked at where the upload named no algorithm', async () => {
    await using store = await startMultipartStore()
    const upload = await beginUpload(store.client)
    const listed = [await upload.part(1, Buffer.from('x'))]
    const { ChecksumCRC64NVME } = await upload.complete(listed, { ChecksumCRC64NVME: 'AAAAAAAAAAA=' })
    expect(ChecksumCRC64NVME).toBe(await base64('CRC64NVME', Buffer.from('x')))
  })
})
