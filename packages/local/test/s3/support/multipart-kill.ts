import { CreateBucketCommand, GetObjectCommand, ListPartsCommand, type S3Client } from '@aws-sdk/client-s3'
import { expect } from 'vitest'
import { startS3Store } from '../../../src/s3/index.ts'
import { beginUpload, MIN_PART, md5, multipartEtag, patternBytes, resumeUpload } from './multipart.ts'
import { startStoreProcess } from './store-process.ts'
import { BUCKET, CREDENTIALS, newClient, newFolder } from './test-store.ts'

/** One object in three parts, sent to a store that is killed meanwhile, and what the next store finds of it. */
export const PARTS = [patternBytes(MIN_PART, 1), patternBytes(MIN_PART + 1, 2), patternBytes(77, 3)]

const at = { Bucket: BUCKET, Key: 'key' }

export async function openStore(dir: string, log: (line: object) => void = () => undefined) {
  const store = await startS3Store({ dir, ...CREDENTIALS, log })
  const client = newClient(store.endpoint, { requestChecksumCalculation: 'WHEN_REQUIRED' })
  await client.send(new CreateBucketCommand({ Bucket: BUCKET }))
  const stop = async () => {
    client.destroy()
    await store.close()
  }
  return { client, stop, [Symbol.asyncDispose]: stop }
}

type Upload = ReturnType<typeof resumeUpload>

function sendParts(upload: Upload) {
  return Promise.all(PARTS.map((part, n) => upload.part(n + 1, part)))
}

export async function uploadParts(client: S3Client) {
  const upload = await beginUpload(client, { Metadata: { a: 'b' } })
  return { ...upload, listed: await sendParts(upload) }
}

export async function expectWhole(client: S3Client): Promise<void> {
  const got = await client.send(new GetObjectCommand(at))
  const bytes = (await got.Body?.transformToByteArray()) ?? Buffer.alloc(0)
  expect(Buffer.concat(PARTS).equals(bytes)).toBe(true)
  expect(got).toMatchObject({ ETag: multipartEtag(PARTS), Metadata: { a: 'b' } })
}

/** undefined where the upload is gone, because it has become the object. */
async function partsLeft(client: S3Client, upload: Upload) {
  return client.send(new ListPartsCommand(upload.at)).then(
    listed => listed.Parts ?? [],
    (error: Error) => {
      expect(error.name).toBe('NoSuchUpload')
      return undefined
    },
  )
}

async function checkAfterDeath(client: S3Client, upload: Upload): Promise<'cut' | 'object'> {
  const left = await partsLeft(client, upload)
  if (!left) {
    await expectWhole(client)
    return 'object'
  }
  for (const { PartNumber = 0, ETag, Size } of left) {
    const part = PARTS[PartNumber - 1] ?? Buffer.alloc(0)
    expect({ ETag, Size }).toEqual({ ETag: `"${md5(part).toString('hex')}"`, Size: part.length })
  }
  await upload.complete(await sendParts(upload))
  await expectWhole(client)
  return 'cut'
}

async function sendAndComplete(upload: Upload): Promise<boolean> {
  try {
    await upload.complete(await sendParts(upload))
    return true
  } catch {
    return false
  }
}

/** Kills later and later within the time that one upload takes, which it measures first. */
export async function killWhileUploading(rounds: number): Promise<{ cut: number; objects: number }> {
  const found = { cut: 0, objects: 0 }
  let fullMs = 0
  for (let round = 0; round <= rounds; round += 1) {
    await using folder = await newFolder()
    await using before = await startStoreProcess(folder.dir)
    const client = newClient(before.endpoint, { requestChecksumCalculation: 'WHEN_REQUIRED' })
    await client.send(new CreateBucketCommand({ Bucket: BUCKET }))
    const upload = await beginUpload(client, { Metadata: { a: 'b' } })
    const startedAt = performance.now()
    const done = sendAndComplete(upload)
    if (round === 0) {
      expect(await done).toBe(true)
      fullMs = performance.now() - startedAt
    } else {
      await new Promise(resolve => setTimeout(resolve, (fullMs * round) / rounds))
    }
    await before.stop('SIGKILL')
    const wasAnswered = await done
    client.destroy()
    await using after = await openStore(folder.dir)
    const state = await checkAfterDeath(after.client, resumeUpload(after.client, upload.at))
    if (wasAnswered) expect(state).toBe('object')
    found[state === 'cut' ? 'cut' : 'objects'] += 1
  }
  return found
}
