import { toPaused, toSending } from '../state/upload-state.ts'
import type { Ticket, UploadJob } from '../upload/upload-job.ts'
import type { StoredParts } from './parts-api.ts'

interface PausePoint {
  job: UploadJob
  ticket: Ticket
  list(): Promise<StoredParts>
  onResumed(stored: StoredParts): void
}

/**
 * Where every part waits while the upload is paused. However many wait, the state changes once and the store is asked
 * once: what it got before the connections were cut is not sent again.
 */
export function createPausePoint({
  job,
  ticket,
  list,
  onResumed,
}: PausePoint): () => Promise<StoredParts | null> {
  let stored: StoredParts | null = null
  let waiting: Promise<void> | null = null

  async function resume(): Promise<void> {
    job.moveTo(toPaused(ticket))
    while (job.gate.isPaused) {
      await job.gate.whenOpen(job.signal)
      stored = await list()
    }
    job.moveTo(toSending(ticket))
    if (stored) onResumed(stored)
  }

  return async () => {
    if (job.gate.isPaused)
      waiting ??= resume().finally(() => {
        waiting = null
      })
    await waiting
    return stored
  }
}

/** For whoever is about to send and has sent nothing yet. */
export async function holdWhilePaused(job: UploadJob, ticket: Ticket): Promise<void> {
  if (!job.gate.isPaused) return
  job.moveTo(toPaused(ticket))
  await job.gate.whenOpen(job.signal)
}
