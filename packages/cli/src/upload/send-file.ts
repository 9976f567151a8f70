import { LandfallError, type UploadProgress, type UploadResult, type UploadState } from '@landfall/client'
import { CommandError } from '../context.ts'
import type { Asked, SendOptions } from './call-notes.ts'
import type { Sender } from './open-sender.ts'
import { type Holder, nameOf } from './upload-locks.ts'

/** How every file of one call is sent. */
export interface Sending extends Sender {
  signal: AbortSignal
}

export interface Listeners {
  onProgress(progress: UploadProgress): void
  /** So many bytes were sent by an earlier call. */
  onGoingOn(storedBytes: number): void
}

/**
 * The one place where bytes are handed to the client. What becomes of an upload that is interrupted is the client's
 * decision: it keeps what can be gone on with later and cancels the rest. What it does not know, the path and the flags,
 * is noted as soon as there is an upload, and that it is this process which sends it.
 */
export async function sendFile(
  { client, notes, locks, signal }: Sending,
  item: Asked,
  { onProgress, onGoingOn }: Listeners,
): Promise<UploadResult & { resumedBytes: number }> {
  let uploadId: string | null = null
  let resumedBytes = 0
  let holder: Holder | null = null
  const stop = new AbortController()
  const onState = (state: UploadState) => {
    if (state.phase !== 'sending' || uploadId === state.uploadId) return
    holder = locks?.take(state.uploadId) ?? null
    // Before anything is sent: what it has begun stays with it.
    if (holder !== null) return stop.abort()
    if (uploadId === null && state.storedBytes !== undefined) {
      resumedBytes = state.storedBytes
      onGoingOn(resumedBytes)
    }
    uploadId = state.uploadId
    notes?.keep(uploadId, item)
  }
  try {
    const either = AbortSignal.any([signal, stop.signal])
    const passedOn = { ...withPath(item), signal: either, afterAbort: 'keep', onProgress, onState } as const
    const result = await client.upload({ path: item.file }, passedOn)
    notes?.remove(result.uploadId)
    return { ...result, resumedBytes }
  } catch (error) {
    if (holder !== null) throw runningElsewhere(holder)
    const isCanceled = error instanceof LandfallError && error.code === 'ABORTED' && !error.details.is_kept
    if (isCanceled && uploadId !== null) notes?.remove(uploadId)
    throw error
  } finally {
    if (uploadId !== null) locks?.release(uploadId)
  }
}

/** Whatever it is asked for here, it is on its way already. */
export const runningElsewhere = (holder: Holder) =>
  new CommandError(
    'UPLOAD_RUNNING',
    `${nameOf(holder)} is sending it right now: wait for that to end, or end it`,
  )

function withPath({ options, path }: Asked): SendOptions {
  return path === null ? options : { ...options, objectMetadata: { ...options.objectMetadata, path } }
}
