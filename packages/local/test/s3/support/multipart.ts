import { createHash } from 'node:crypto'
import {
  type CompletedPart,
  CompleteMultipartUploadCommand,
  type CompleteMultipartUploadCommandInput,
  CreateMultipartUploadCommand,
  type CreateMultipartUploadCommandInput,
  type S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3'
import { BUCKET, newClient, startTestStore } from './test-store.ts'

export const MIB = 1024 * 1024
export const MIN_PART = 5 * MIB

/** Bytes that repeat nowhere near a part's length, so that parts in the wrong order cannot look right. */
export function patternBytes(size: number, seed: number): Buffer {
  const block = createHash('sha512').update(String(seed)).digest()
  const bytes = Buffer.alloc(size, block)
  for (let at = 0; at + 4 <= size; at += 4096) bytes.writeUInt32LE(at, at)
  return bytes
}

export const md5 = (data: Uint8Array) => createHash('md5').update(data).digest()

/** As the world has agreed to make it: the MD5 of the parts' MD5s, and how many they are. */
export function multipartEtag(parts: readonly Uint8Array[]): string {
  return `"${md5(Buffer.concat(parts.map(md5))).toString('hex')}-${parts.length}"`
}

/**
 * A client that sends no checksum unless told to. The SDK's own default names none when an upload begins and then sends
 * a CRC32 with each part, which S3 refuses.
 */
export async function startMultipartStore(options: Parameters<typeof startTestStore>[0] = {}) {
  const store = await startTestStore(options)
  const client = newClient(store.endpoint, { requestChecksumCalculation: 'WHEN_REQUIRED' })
  return {
    ...store,
    client,
    async [Symbol.asyncDispose]() {
      client.destroy()
      await store[Symbol.asyncDispose]()
    },
  }
}

export type MultipartStore = Awaited<ReturnType<typeof startMultipartStore>>

type Begin = Partial<CreateMultipartUploadCommandInput>

type UploadAt = { Bucket: string; Key: string; UploadId: string | undefined }

/** What is done with an upload, also by another client than the one that began it. */
export function resumeUpload(client: S3Client, at: UploadAt) {
  return {
    at,
    /** What Complete wants to hear of the part. */
    async part(PartNumber: number, Body: Uint8Array): Promise<CompletedPart> {
      const { ETag } = await client.send(new UploadPartCommand({ ...at, PartNumber, Body }))
      return { PartNumber, ETag }
    },
    complete(Parts: CompletedPart[], more: Partial<CompleteMultipartUploadCommandInput> = {}) {
      return client.send(new CompleteMultipartUploadCommand({ ...at, ...more, MultipartUpload: { Parts } }))
    },
  }
}

export async function beginUpload(client: S3Client, input: Begin = {}) {
  const at = { Bucket: BUCKET, Key: input.Key ?? 'key' }
  const created = await client.send(new CreateMultipartUploadCommand({ ...input, ...at }))
  return { created, ...resumeUpload(client, { ...at, UploadId: created.UploadId }) }
}

/** Begins, uploads all of it and completes. */
export async function uploadInParts(client: S3Client, parts: readonly Uint8Array[], input: Begin = {}) {
  const upload = await beginUpload(client, input)
  const listed: CompletedPart[] = []
  for (const [n, body] of parts.entries()) listed.push(await upload.part(n + 1, body))
  return { ...upload, listed, result: await upload.complete(listed) }
}
