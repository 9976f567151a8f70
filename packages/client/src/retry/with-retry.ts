import type { Clock } from '../clock.ts'
import type { LandfallError } from '../errors/landfall-error.ts'
import { toLandfallError } from '../errors/to-landfall-error.ts'
import type { Platform } from '../platform/platform.ts'

export interface RetryPolicy {
  maxRetries: number
  /** The first wait; each further one is twice as long. */
  baseMs: number
  maxMs: number
}

export interface Waiting {
  clock: Clock
  /** 0 to 1, for jitter. */
  random: () => number
  signal: AbortSignal
  platform: Pick<Platform, 'whenOnline'>
}

/** A server that asks for more patience than this is not waited for: the caller should know. */
const LONGEST_RETRY_AFTER_MS = 120_000

/** Calls of the API: about a minute and a half of a server that is away. */
export const API_POLICY: RetryPolicy = { maxRetries: 8, baseMs: 500, maxMs: 20_000 }

/**
 * Repeats what failed on the way or says of itself that it is retryable; never on a status alone, since only the server
 * knows whether a repetition can help. Safe for every call we make: all of them are idempotent.
 */
export async function withRetry<TValue>(
  waiting: Waiting,
  policy: RetryPolicy,
  run: () => Promise<TValue>,
): Promise<TValue> {
  for (let retries = 0; ; retries += 1) {
    try {
      waiting.signal.throwIfAborted()
      return await run()
    } catch (thrown) {
      waiting.signal.throwIfAborted()
      const error = toLandfallError(thrown)
      if (retries >= policy.maxRetries || !isWorthWaiting(error)) throw error
      await waitBefore(waiting, policy, { retries, retryAfterMs: error.retryAfterMs })
    }
  }
}

const isWorthWaiting = (error: LandfallError) =>
  error.retryable && (error.retryAfterMs ?? 0) <= LONGEST_RETRY_AFTER_MS

/** `Retry-After` is a floor, not a replacement: clients that were all told "2 s" still should not come back at once. */
export async function waitBefore(
  { clock, random, signal, platform }: Waiting,
  policy: RetryPolicy,
  { retries, retryAfterMs }: { retries: number; retryAfterMs: number | null },
): Promise<void> {
  const full = Math.min(policy.maxMs, policy.baseMs * 2 ** retries)
  const jittered = full / 2 + (full / 2) * random()
  const floor = Math.min(retryAfterMs ?? 0, LONGEST_RETRY_AFTER_MS)
  await clock.sleep(Math.max(floor, jittered), signal)
  await platform.whenOnline(signal)
}
