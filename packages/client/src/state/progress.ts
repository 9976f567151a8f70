import type { Clock } from '../clock.ts'
import { createSpeedometer } from './speed.ts'
import type { UploadPhase } from './upload-state.ts'

/**
 * One upload's progress. `sentBytes` grows within an attempt and starts again where the bytes have to be sent again: at 0,
 * or at what the store has kept of them.
 */
export interface UploadProgress {
  phase: UploadPhase
  /** Bytes of the file that were handed to the network, over all parts of the current attempt, or lie in the store already. */
  sentBytes: number
  /** Bytes read for the checksum, while `phase` is `hashing`. */
  hashedBytes: number
  /** `null`: a stream whose length nobody told. */
  totalBytes: number | null
  /** Over the last five seconds of sending; `null` until there is enough to tell. */
  bytesPerSecond: number | null
  /** Of sending; `null` while unknown. */
  secondsLeft: number | null
}

/** Ten times a second is smooth; a PUT over loopback would otherwise report thousands of times. */
const SHORTEST_INTERVAL_MS = 100

/** Keeps the numbers of one upload and decides which of them are worth telling. */
export interface ProgressMeter {
  enter(phase: UploadPhase): void
  hashed(bytes: number): void
  sent(bytes: number): void
  /** So many bytes need not be sent: they are no speed. */
  startAt(bytes: number): void
}

export function createProgressMeter(
  clock: Pick<Clock, 'now'>,
  totalBytes: number | null,
  tell: (progress: UploadProgress) => void,
): ProgressMeter {
  let speed = createSpeedometer()
  let toldAtMs = Number.NEGATIVE_INFINITY
  let now: UploadProgress = {
    phase: 'queued',
    sentBytes: 0,
    hashedBytes: 0,
    totalBytes,
    bytesPerSecond: null,
    secondsLeft: null,
  }
  const update = (change: Partial<UploadProgress>, isNotable: boolean) => {
    const atMs = clock.now()
    now = { ...now, ...change }
    if (!isNotable && atMs - toldAtMs < SHORTEST_INTERVAL_MS) return
    toldAtMs = atMs
    tell(now)
  }
  // The first bytes of a phase are told at once, however soon they follow.
  const announce = (change: Partial<UploadProgress>) => {
    update(change, true)
    toldAtMs = Number.NEGATIVE_INFINITY
  }
  return {
    enter: phase => {
      if (phase !== 'sending') {
        announce({ phase, bytesPerSecond: null, secondsLeft: null })
        return
      }
      speed = createSpeedometer()
      speed.add(clock.now(), 0)
      announce({ phase, sentBytes: 0, bytesPerSecond: null, secondsLeft: null })
    },
    hashed: hashedBytes => update({ hashedBytes }, hashedBytes === totalBytes),
    sent: bytes => {
      const sentBytes = Math.min(bytes, totalBytes ?? bytes)
      if (sentBytes <= now.sentBytes) return
      speed.add(clock.now(), sentBytes)
      const bytesPerSecond = speed.bytesPerSecond()
      const secondsLeft =
        bytesPerSecond && totalBytes !== null ? (totalBytes - sentBytes) / bytesPerSecond : null
      update({ sentBytes, bytesPerSecond, secondsLeft }, sentBytes === totalBytes)
    },
    startAt: sentBytes => {
      speed = createSpeedometer()
      speed.add(clock.now(), sentBytes)
      announce({ sentBytes, bytesPerSecond: null, secondsLeft: null })
    },
  }
}
