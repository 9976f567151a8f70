import { type RetryPolicy, waitBefore } from '../retry/with-retry.ts'
import { judgePut, type PutVerdict } from '../upload/judge-put.ts'
import type { UploadJob } from '../upload/upload-job.ts'
import type { Part } from './part-feed.ts'
import type { SignedPart } from './parts-api.ts'

/** What all parts of one upload share while they are sent. */
export interface PartsRun {
  job: UploadJob
  /** Aborted by the caller, or because another part failed for good. */
  signal: AbortSignal
  takeUrl(part: Part): Promise<SignedPart>
  /** One URL was refused: those that were signed with it most likely would be too, each for a body sent in vain. */
  forgetUrls(): void
  onSent(number: number, bytes: number): void
  /** Waits until somebody resumes; tells whether the store has this part by then. */
  pausePoint(part: Part): Promise<'stored' | 'missing'>
}

/** PUTs of one part: about two minutes of a store that is away. */
const PART_POLICY: RetryPolicy = { maxRetries: 9, baseMs: 500, maxMs: 20_000 }
/** Fresh URLs for one part. More mean that the store does not take our signature. */
const MAX_URL_REFUSALS = 3

export type PartEnd = 'sent' | 'stored_before' | 'upload_gone'

/**
 * Sends one part until the store has it. A part may be sent as often as it takes: the same number only replaces it.
 * `upload_gone`: the store does not know the multipart any more, because it was put together, aborted or lost; only a
 * confirm can tell.
 */
export async function sendPart(run: PartsRun, part: Part): Promise<PartEnd> {
  const tries = { puts: 0, urls: 0 }
  for (let url: SignedPart | null = null; ; ) {
    if (run.job.gate.isPaused) {
      if ((await run.pausePoint(part)) === 'stored') return 'stored_before'
      url = null
    }
    url ??= await run.takeUrl(part)
    const verdict = await putOnce(run, part, url)
    if (verdict === 'paused') continue
    if (verdict.kind === 'stored') return 'sent'
    if (isGone(verdict)) return 'upload_gone'
    const next = await beforeNext(run, verdict, tries)
    if (next === 'same_url') continue
    run.forgetUrls()
    url = null
  }
}

/** Waits as long as the failure asks for; throws it where nothing more can help. */
async function beforeNext(
  { job, signal }: PartsRun,
  { kind, failure }: Exclude<PutVerdict, { kind: 'stored' }>,
  tries: { puts: number; urls: number },
): Promise<'same_url' | 'other_url'> {
  if (kind === 'url_refused' && tries.urls < MAX_URL_REFUSALS) {
    tries.urls += 1
    return 'other_url'
  }
  if (kind !== 'send_again' || tries.puts >= PART_POLICY.maxRetries) throw failure
  await waitBefore({ ...job, signal }, PART_POLICY, {
    retries: tries.puts,
    retryAfterMs: failure.retryAfterMs,
  })
  tries.puts += 1
  return 'same_url'
}

async function putOnce(
  run: PartsRun,
  part: Part,
  { url, headers }: SignedPart,
): Promise<PutVerdict | 'paused'> {
  const { job, signal } = run
  const paused = job.gate.signal
  if (paused.aborted) return 'paused'
  job.attempts.puts += 1
  try {
    const outcome = await job.platform.sendPut({
      url,
      headers,
      source: part.body,
      signal: AbortSignal.any([signal, paused]),
      onSent: bytes => run.onSent(part.number, bytes),
    })
    return judgePut(outcome, job.platform.isBrowser)
  } catch (thrown) {
    if (paused.aborted && !signal.aborted) return 'paused'
    throw thrown
  }
}

/** Some stores answer a 404 without saying of what; of a missing bucket they do say so. */
function isGone({ failure }: Exclude<PutVerdict, { kind: 'stored' }>): boolean {
  const { store_code: code } = failure.details
  return code === 'NoSuchUpload' || (failure.status === 404 && code === null)
}
