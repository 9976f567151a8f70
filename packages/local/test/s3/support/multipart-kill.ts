import { setTimeout as sleep } from 'node:timers/promises'
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

type Phase = 'parts' | 'complete'

/** Runs up to the phase that is to be interrupted, and leaves that one running. */
async function runUntil(upload: Upload, phase: Phase): Promise<{ wasCompleted: Promise<boolean> }> {
  if (phase === 'parts')
    return {
      wasCompleted: sendParts(upload).then(
        () => false,
        () => false,
      ),
    }
  const completing = upload.complete(await sendParts(upload))
  return {
    wasCompleted: completing.then(
      () => true,
      () => false,
    ),
  }
}

async function killRound(phase: Phase, waitMs: number): Promise<'cut' | 'object'> {
  await using folder = await newFolder()
  await using before = await startStoreProcess(folder.dir)
  const client = newClient(before.endpoint, { requestChecksumCalculation: 'WHEN_REQUIRED' })
  await client.send(new CreateBucketCommand({ Bucket: BUCKET }))
  const upload = await beginUpload(client, { Metadata: { a: 'b' } })
  const { wasCompleted } = await runUntil(upload, phase)
  await sleep(waitMs)
  await before.stop('SIGKILL')
  const isAnswered = await wasCompleted
  client.destroy()
  await using after = await openStore(folder.dir)
  const state = await checkAfterDeath(after.client, resumeUpload(after.client, upload.at))
  if (isAnswered) expect(state).toBe('object')
  return state
}

/** About what parts and Complete take here each; some kills come later than that, and find all done. */
const PHASE_MS = 120

/** Interrupts the parts and then the joining of them, the first time at once and then later and later. */
export async function killWhileUploading(rounds: number): Promise<{ cut: number; objects: number }> {
  const found = { cut: 0, objects: 0 }
  for (let round = 0; round < rounds; round += 1) {
    for (const phase of ['parts', 'complete'] as const) {
      const state = await killRound(phase, (PHASE_MS * round) / rounds)
      found[state === 'cut' ? 'cut' : 'objects'] += 1
    }
  }
  return found
}
