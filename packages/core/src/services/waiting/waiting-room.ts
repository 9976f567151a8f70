import type { Log } from '../../ports/runtime.ts'
import type { UploadWatch } from '../../ports/upload-watch.ts'

/**
 * Everybody in this process who waits for an upload to become final. Asks the database one question for all of them,
 * some times a second and only while somebody waits: that costs nothing when nobody does, no lock in the statement that
 * settles (a NOTIFY is written under one lock of the whole database), no connection that has to be kept, and nothing is
 * missed while the database restarts, because what is asked for is a state and not a message. Decides nothing.
 */
export interface WaitingRoom {
  wait(asked: Waiter): Promise<WaitOutcome>
  /** Answers everybody, and whoever comes later at once. For a process that stops. */
  close(): void
}

interface Waiter {
  uploadId: string
  organizationId: string
  timeoutMs: number
  /** Aborted when the caller is gone. */
  signal: AbortSignal | undefined
}

export type WaitOutcome =
  | { kind: 'final' | 'timeout' | 'gone' | 'closing' }
  /** Nobody more is let in. */
  | { kind: 'full'; scope: 'process' | 'organization'; limit: number }

export interface WaitingLimits {
  process: number
  /** One tenant must not fill the room for all. */
  organization: number
}

interface WaitingRoomOptions {
  watch: UploadWatch
  log: Log
  limits: WaitingLimits
  /** Between two questions. */
  pollMs?: number
}

interface Seat {
  organizationId: string
  leave(kind: 'final' | 'timeout' | 'gone' | 'closing'): void
}

const POLL_MS = 200
/** A database that is away is not asked five times a second by every process. */
const RETRY_MS = 1_000

export function createWaitingRoom({ watch, log, limits, pollMs = POLL_MS }: WaitingRoomOptions): WaitingRoom {
  const seats = new Map<string, Set<Seat>>()
  const perOrganization = new Map<string, number>()
  let taken = 0
  let isClosed = false
  let isAsking = false

  async function ask(): Promise<void> {
    isAsking = true
    while (taken > 0) {
      const wasAnswered = await askOnce()
      await sleep(wasAnswered ? pollMs : RETRY_MS)
    }
    isAsking = false
  }

  async function askOnce(): Promise<boolean> {
    try {
      for (const uploadId of await watch.settledAmong([...seats.keys()])) leaveAll(uploadId, 'final')
      return true
    } catch (err) {
      log.warn({ err, waiting: taken }, 'could not ask for the uploads that are waited for')
      return false
    }
  }

  function leaveAll(uploadId: string, kind: 'final' | 'closing'): void {
    for (const seat of [...(seats.get(uploadId) ?? [])]) seat.leave(kind)
  }

  function seatCount(organizationId: string, change: 1 | -1): void {
    taken += change
    const count = (perOrganization.get(organizationId) ?? 0) + change
    if (count === 0) perOrganization.delete(organizationId)
    else perOrganization.set(organizationId, count)
  }

  function refusal(organizationId: string): WaitOutcome | null {
    if (taken >= limits.process) return { kind: 'full', scope: 'process', limit: limits.process }
    const isFull = (perOrganization.get(organizationId) ?? 0) >= limits.organization
    return isFull ? { kind: 'full', scope: 'organization', limit: limits.organization } : null
  }

  function takeSeat({ uploadId, organizationId, timeoutMs, signal }: Waiter): Promise<WaitOutcome> {
    return new Promise(done => {
      const seat: Seat = { organizationId, leave }
      const timer = setTimeout(() => leave('timeout'), timeoutMs)
      const go = () => leave('gone')
      signal?.addEventListener('abort', go, { once: true })
      const here = seats.get(uploadId) ?? new Set()
      seats.set(uploadId, here.add(seat))
      seatCount(organizationId, 1)

      function leave(kind: 'final' | 'timeout' | 'gone' | 'closing'): void {
        if (!here.delete(seat)) return
        if (here.size === 0 && seats.get(uploadId) === here) seats.delete(uploadId)
        seatCount(organizationId, -1)
        clearTimeout(timer)
        signal?.removeEventListener('abort', go)
        done({ kind })
      }
    })
  }

  return {
    async wait(asked) {
      if (asked.signal?.aborted) return { kind: 'gone' }
      if (isClosed) return { kind: 'closing' }
      const refused = refusal(asked.organizationId)
      if (refused) return refused
      const outcome = takeSeat(asked)
      if (!isAsking) void ask()
      return outcome
    },
    close() {
      isClosed = true
      for (const uploadId of [...seats.keys()]) leaveAll(uploadId, 'closing')
    },
  }
}

/** Keeps no process alive: those who wait do, by their connections. */
const sleep = (ms: number) => new Promise<void>(done => void setTimeout(done, ms).unref())
