import type { LandfallError } from '../errors/landfall-error.ts'
import { holdWhilePaused } from '../parts/pause-point.ts'
import type { PartsSent } from '../parts/send-parts.ts'
import { type RetryPolicy, waitBefore } from '../retry/with-retry.ts'
import { wholeOf } from '../source/source.ts'
import { sourceSpent } from '../source/source-errors.ts'
import { toSending } from '../state/upload-state.ts'
import { judgePut, type PutVerdict } from './judge-put.ts'
import type { PutTicket, UploadJob } from './upload-job.ts'

/** How sending ended. What was not `stored` may lie in the store all the same: only a confirm can tell. */
export type Sent =
  | { kind: 'stored'; etag: string | null }
  | PartsSent
  | { kind: 'uncertain'; failure: LandfallError }
  | { kind: 'url_refused'; failure: LandfallError }

/** PUTs to one URL. */
const PUT_POLICY: RetryPolicy = { maxRetries: 3, baseMs: 1_000, maxMs: 15_000 }

/**
 * Sends the bytes until the store has taken them or more PUTs to this URL cannot help. Throws what no other URL would
 * change either.
 */
export async function sendBytes(job: UploadJob, ticket: PutTicket): Promise<Sent> {
  let mayBeStored = false
  for (let retries = 0; ; ) {
    await holdWhilePaused(job, ticket)
    const verdict = await putOnce(job, ticket)
    if (verdict === 'paused') continue
    if (verdict.kind === 'stored') return verdict
    const { failure } = verdict
    mayBeStored ||= verdict.kind === 'exists' || (verdict.kind === 'send_again' && verdict.mayBeStored)
    if (verdict.kind === 'send_again' && retries < PUT_POLICY.maxRetries && job.source.canOpen()) {
      await waitBefore(job, PUT_POLICY, { retries, retryAfterMs: failure.retryAfterMs })
      retries += 1
    } else {
      return endOf(job, verdict, mayBeStored)
    }
  }
}

/** `paused`: the connection was cut by us, and what arrived will be met by the next PUT. */
async function putOnce(job: UploadJob, ticket: PutTicket): Promise<PutVerdict | 'paused'> {
  const { signal, source, platform, meter, gate } = job
  const paused = gate.signal
  signal.throwIfAborted()
  job.moveTo(toSending(ticket))
  job.attempts.puts += 1
  const { url, headers } = ticket
  try {
    const outcome = await platform.sendPut({
      url,
      headers,
      source: wholeOf(source),
      // What can be read only once is not given up for a pause.
      signal: source.isReplayable ? AbortSignal.any([signal, paused]) : signal,
      onSent: meter.sent,
    })
    return judgePut(outcome, platform.isBrowser)
  } catch (thrown) {
    if (paused.aborted && !signal.aborted && source.canOpen()) return 'paused'
    throw thrown
  }
}

/** Bytes that may have arrived are looked for before they are sent to another URL, or given up. */
function endOf(job: UploadJob, verdict: Exclude<PutVerdict, { kind: 'stored' }>, mayBeStored: boolean): Sent {
  const isSpent = verdict.kind !== 'refused' && !job.source.canOpen()
  const failure = isSpent ? sourceSpent(verdict.failure) : verdict.failure
  if (mayBeStored) return { kind: 'uncertain', failure }
  if (verdict.kind === 'url_refused' && !isSpent) return { kind: 'url_refused', failure }
  throw failure
}
