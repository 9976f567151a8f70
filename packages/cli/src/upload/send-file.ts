import { LandfallError, type UploadProgress, type UploadResult, type UploadState } from '@landfall/client'
import type { Asked, SendOptions } from './call-notes.ts'
import type { Sender } from './open-sender.ts'

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
 * is noted as soon as there is an upload.
 */
export async function sendFile(
  { client, notes, signal }: Sending,
  item: Asked,
  { onProgress, onGoingOn }: Listeners,
): Promise<UploadResult & { resumedBytes: number }> {
  let uploadId: string | null = null
  let resumedBytes = 0
  const onState = (state: UploadState) => {
    if (state.phase !== 'sending' || uploadId === state.uploadId) return
    if (uploadId === null && state.storedBytes !== undefined) {
      resumedBytes = state.storedBytes
      onGoingOn(resumedBytes)
    }
    uploadId = state.uploadId
    notes?.keep(uploadId, item)
  }
  try {
    const passedOn = { ...withPath(item), signal, afterAbort: 'keep', onProgress, onState } as const
    const result = await client.upload({ path: item.file }, passedOn)
    notes?.remove(result.uploadId)
    return { ...result, resumedBytes }
  } catch (error) {
    const isCanceled = error instanceof LandfallError && error.code === 'ABORTED' && !error.details.is_kept
    if (isCanceled && uploadId !== null) notes?.remove(uploadId)
    throw error
  }
}

function withPath({ options, path }: Asked): SendOptions {
  return path === null ? options : { ...options, objectMetadata: { ...options.objectMetadata, path } }
}
