import type { UploadResponse } from '../api/create-trpc.ts'
import { abortedError } from '../errors/to-landfall-error.ts'
import { API_POLICY, withRetry } from '../retry/with-retry.ts'
import type { UploadDeps } from './upload-job.ts'

/** Options of `wait`. */
export interface WaitOptions {
  /** Id or name of the bucket, where an upload of another one is not found. Default: any bucket. */
  bucket?: string | undefined
  /** Aborting ends the waiting and nothing else. `AbortSignal.timeout(ms)` bounds it. */
  signal?: AbortSignal | undefined
}

const FINAL: ReadonlySet<string> = new Set(['COMPLETED', 'FAILED', 'CANCELED', 'SKIPPED'])
/** The API waits up to 60 s; half a minute is less than what proxies on the way cut off. */
const LONGEST_SECONDS = 30

/**
 * Asks again and again, each time for as long as the API lets a call wait. What is asked for is a state, so that nothing
 * is missed in between: not while the API restarts, and not by asking another replica.
 */
export async function waitForUpload(
  { trpc, clock, random, platform }: Pick<UploadDeps, 'trpc' | 'clock' | 'random' | 'platform'>,
  uploadId: string,
  {
    bucket,
    signal = new AbortController().signal,
    requestTimeoutMs,
  }: WaitOptions & { requestTimeoutMs: number },
): Promise<UploadResponse> {
  const input = {
    bucket,
    upload_id: uploadId,
    // Our own limit for a request must not strike first.
    timeout_seconds: Math.min(LONGEST_SECONDS, Math.floor(requestTimeoutMs / 2_000)),
  }
  try {
    for (;;) {
      const started = clock.now()
      const upload = await withRetry({ clock, random, signal, platform }, API_POLICY, () =>
        trpc.uploads.wait.query(input, { signal }),
      )
      if (FINAL.has(upload.status)) return upload
      await pauseAfter({ clock, signal }, clock.now() - started)
    }
  } catch (thrown) {
    if (signal.aborted) throw abortedError(signal.reason)
    throw thrown
  }
}

/** An API that stops answers at once whoever waits; it is not asked in a circle. */
const SHORTEST_MS = 1_000

async function pauseAfter(
  { clock, signal }: Pick<UploadDeps, 'clock'> & { signal: AbortSignal },
  tookMs: number,
): Promise<void> {
  if (tookMs < SHORTEST_MS) await clock.sleep(SHORTEST_MS - tookMs, signal)
}
