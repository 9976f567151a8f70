import { cp, truncate } from 'node:fs/promises'
import { join } from 'node:path'
import {
  CreateBucketCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListPartsCommand,
} from '@aws-sdk/client-s3'
import { describe, expect, it } from 'vitest'
import { startS3Store } from '../../src/s3/index.ts'
import { beginUpload, MIN_PART, multipartEtag, patternBytes, resumeUpload } from './support/multipart.ts'
import { startStoreProcess } from './support/store-process.ts'
import { BUCKET, CREDENTIALS, newClient, newFolder } from './support/test-store.ts'

const at = { Bucket: BUCKET, Key: 'key' }
const PARTS = [patternBytes(MIN_PART, 1), patternBytes(MIN_PART + 1, 2), patternBytes(77, 3)]

async function start(dir: string, log: (line: object) => void = () => undefined) {
  const store = await startS3Store({ dir, ...CREDENTIALS, log })
  const client = newClient(store.endpoint, { requestChecksumCalculation: 'WHEN_REQUIRED' })
  await client.send(new CreateBucketCommand({ Bucket: BUCKET }))
  const stop = async () => {
    client.destroy()
    await store.close()
  }
  return { client, stop, [Symbol.asyncDispose]: stop }
}

async function uploadParts(client: Parameters<typeof beginUpload>[0]) {
  const upload = await beginUpload(client, { Metadata: { a: 'b' } })
  const listed = await Promise.all(PARTS.map((part, n) => upload.part(n + 1, part)))
  return { ...upload, listed }
}

type Client = Awaited<ReturnType<typeof start>>['client']

async function expectWhole(client: Client): Promise<void> {
  const got = await client.send(new GetObjectCommand(at))
  const bytes = (await got.Body?.transformToByteArray()) ?? Buffer.alloc(0)
  expect(Buffer.concat(PARTS).equals(bytes)).toBe(true)
  expect(got).toMatchObject({ ETag: multipartEtag(PARTS), Metadata: { a: 'b' } })
}

describe('a store that is started again', () => {
  it('has the open uploads with their parts and metadata', async () => {
    await using folder = await newFolder()
    const before = await start(folder.dir)
    const upload = await uploadParts(before.client)
    const list = () => new ListPartsCommand(upload.at)
    const { Parts } = await before.client.send(list())
    await before.stop()
    await using after = await start(folder.dir)
    expect((await after.client.send(list())).Parts).toEqual(Parts)
    const { complete } = resumeUpload(after.client, upload.at)
    await complete(upload.listed)
    await expectWhole(after.client)
  })

  it('reports a damaged part, which then counts as never sent', async () => {
    await using folder = await newFolder()
    const before = await start(folder.dir)
    const upload = await uploadParts(before.client)
    await before.stop()
    const path = join(folder.dir, 'buckets', BUCKET, 'uploads', upload.at.UploadId ?? '', '00002.part')
    await truncate(path, 1000)
    const lines: object[] = []
    await using after = await start(folder.dir, line => lines.push(line))
    expect(lines).toContainEqual(expect.objectContaining({ event: 'damaged object file', path }))
    const again = resumeUpload(after.client, upload.at)
    await expect(again.complete(upload.listed)).rejects.toMatchObject({ name: 'InvalidPart' })
    await again.part(2, PARTS[1] ?? Buffer.alloc(0))
    await again.complete(upload.listed)
    await expectWhole(after.client)
  })

  it('ends an upload whose object was there already when the process died, as soon as it is completed again', async () => {
    await using folder = await newFolder()
    await using aside = await newFolder()
    const before = await start(folder.dir)
    const upload = await uploadParts(before.client)
    const dir = join(folder.dir, 'buckets', BUCKET, 'uploads')
    await cp(dir, join(aside.dir, 'uploads'), { recursive: true })
    await upload.complete(upload.listed)
    await before.stop()
    // Exactly what a death between the two renames leaves.
    await cp(join(aside.dir, 'uploads'), dir, { recursive: true })
    await using after = await start(folder.dir)
    const open = () => after.client.send(new ListMultipartUploadsCommand({ Bucket: BUCKET }))
    expect((await open()).Uploads).toHaveLength(1)
    await resumeUpload(after.client, upload.at).complete(upload.listed, { IfNoneMatch: '*' })
    expect((await open()).Uploads ?? []).toEqual([])
    await expectWhole(after.client)
  })
})

describe('kill -9 while an upload is being completed', () => {
  it('leaves the whole object, or the upload to be completed again', { timeout: 60_000 }, async () => {
    const found = { object: 0, upload: 0 }
    for (let round = 0; round < 6; round += 1) {
      await using folder = await newFolder()
      const before = await startStoreProcess(folder.dir)
      const client = newClient(before.endpoint, { requestChecksumCalculation: 'WHEN_REQUIRED' })
      await client.send(new CreateBucketCommand({ Bucket: BUCKET }))
      const upload = await uploadParts(client)
      const completing = upload.complete(upload.listed).then(
        () => 'completed',
        () => 'cut off',
      )
      await new Promise(resolve => setTimeout(resolve, round * 12))
      await before.stop('SIGKILL')
      const wasAnswered = (await completing) === 'completed'
      client.destroy()
      await using after = await start(folder.dir)
      const isThere = await after.client.send(new HeadObjectCommand(at)).then(
        () => true,
        () => false,
      )
      found[isThere ? 'object' : 'upload'] += 1
      if (wasAnswered) expect(isThere).toBe(true)
      if (isThere) await expectWhole(after.client)
      await resumeUpload(after.client, upload.at).complete(upload.listed)
      await expectWhole(after.client)
    }
    expect(found.upload).toBeGreaterThan(0)
  })
})
