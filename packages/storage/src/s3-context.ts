import { HeadBucketCommand, type S3Client } from '@aws-sdk/client-s3'
import type { S3Clients, S3Config, S3Timeouts } from './config.ts'
import { DEFAULT_TIMEOUTS } from './config.ts'
import { withDeadline } from './deadline.ts'
import { toPortError } from './errors.ts'

/** What every operation needs. */
export interface S3Context {
  client: S3Client
  bucket: string
  region: string
  timeouts: S3Timeouts
  /** One call under one deadline (default `requestMs`). */
  send<TOutput>(run: (signal: AbortSignal) => Promise<TOutput>, timeoutMs?: number): Promise<TOutput>
  /** HeadBucket; throws what the port throws. */
  checkAccess(): Promise<void>
  /** The same, asked at most once in `BUCKET_SEEN_MS`. */
  assertBucketExists(): Promise<void>
}

/** A sweep over thousands of keys that never came asks for the bucket every few seconds, not once per key. */
const BUCKET_SEEN_MS = 5_000

export function createS3Context(config: S3Config, clients: S3Clients): S3Context {
  const timeouts = { ...DEFAULT_TIMEOUTS, ...config.timeouts }
  const client = clients.internal
  const send: S3Context['send'] = (run, timeoutMs = timeouts.requestMs) => withDeadline(timeoutMs, run)

  async function checkAccess(): Promise<void> {
    const command = new HeadBucketCommand({ Bucket: config.bucket })
    try {
      await send(signal => client.send(command, { abortSignal: signal }))
    } catch (error) {
      throw toPortError(error)
    }
  }

  return {
    client,
    bucket: config.bucket,
    region: config.region,
    timeouts,
    send,
    checkAccess,
    assertBucketExists: onceWithin(BUCKET_SEEN_MS, checkAccess),
  }
}

/** Remembers success only; callers that come while one asks share its answer. */
function onceWithin(freshMs: number, check: () => Promise<void>): () => Promise<void> {
  let seenAt = Number.NEGATIVE_INFINITY
  let asking: Promise<void> | null = null
  return async () => {
    if (performance.now() - seenAt < freshMs) return
    asking ??= check()
      .then(() => {
        seenAt = performance.now()
      })
      .finally(() => {
        asking = null
      })
    await asking
  }
}
