import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CreateBucketCommand, S3Client, type S3ClientConfig } from '@aws-sdk/client-s3'
import { type S3StoreOptions, startS3Store } from '../../../src/s3/index.ts'

export const CREDENTIALS = { accessKeyId: 'AKIATESTKEY', secretAccessKey: 'test/secret+key' }
export const REGION = 'us-east-1'
export const BUCKET = 'test-bucket'

/** What S3 answers per request; the SDK would retry what these tests want to see. */
export function newClient(endpoint: string, config: S3ClientConfig = {}): S3Client {
  return new S3Client({
    endpoint,
    region: REGION,
    forcePathStyle: true,
    credentials: CREDENTIALS,
    maxAttempts: 1,
    ...config,
  })
}

export async function newFolder(): Promise<{ dir: string; [Symbol.asyncDispose](): Promise<void> }> {
  const dir = await mkdtemp(join(tmpdir(), 'landfall-s3-test-'))
  return { dir, [Symbol.asyncDispose]: () => rm(dir, { recursive: true, force: true }) }
}

/** A running store with one bucket, a client for it, and its folder; all gone at the end of the scope. */
export async function startTestStore(options: Partial<S3StoreOptions> = {}) {
  const folder = await newFolder()
  const lines: Record<string, unknown>[] = []
  const store = await startS3Store({
    dir: folder.dir,
    ...CREDENTIALS,
    log: line => lines.push(line as Record<string, unknown>),
    ...options,
  })
  const client = newClient(store.endpoint, { region: options.region ?? REGION })
  await client.send(new CreateBucketCommand({ Bucket: BUCKET }))
  return {
    ...store,
    client,
    dir: folder.dir,
    /** What the store has logged so far. */
    lines,
    async [Symbol.asyncDispose]() {
      client.destroy()
      await store.close()
      await folder[Symbol.asyncDispose]()
    },
  }
}

export type TestStore = Awaited<ReturnType<typeof startTestStore>>
