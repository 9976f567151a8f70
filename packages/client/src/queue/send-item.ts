import type { LandfallClient } from '../create-client.ts'
import type { SendAgainOptions } from '../options.ts'
import { isFinal, type UploadState } from '../state/upload-state.ts'
import type { Upload } from '../upload/upload.ts'
import type { QueueItem } from './queue-item.ts'

/** What a queue needs of a client. */
export interface QueueClient
  extends Pick<LandfallClient, 'upload' | 'sendAgain' | 'resumable' | 'finishPending' | 'forget'> {
  readonly trpc: { readonly uploads: Pick<LandfallClient['trpc']['uploads'], 'get' | 'cancel'> }
}

/** The file of an item as an upload of its own; `onUpload` gets the hand on it. */
export async function sendItem(
  client: QueueClient,
  item: QueueItem & { file: File },
  { onUpload, ...options }: SendAgainOptions & { onUpload(upload: Upload): void },
): Promise<void> {
  const upload = await begin(client, item, options)
  onUpload(upload.hand)
  await upload.hand
}

/** In a box: an async function would wait for an upload that it returns as it is. */
async function begin(
  client: QueueClient,
  item: QueueItem & { file: File },
  options: SendAgainOptions,
): Promise<{ hand: Upload }> {
  const { file, path, renews } = item
  if (renews !== null) return { hand: client.sendAgain(renews, file, options) }
  await dropFormer(client, item)
  const metadata = path === null ? {} : { metadata: { ...item.options.metadata, path } }
  return { hand: client.upload(file, { ...item.options, ...metadata, ...options }) }
}

/**
 * What a failed try left open on the server would hold its reservation until it expires; unless the client goes on with
 * it, since parts of it are there. Best effort.
 */
async function dropFormer(client: QueueClient, { uploadId, bucket }: QueueItem): Promise<void> {
  if (uploadId === null) return
  const kept = await client.resumable()
  if (kept.some(upload => upload.uploadId === uploadId)) return
  await client.trpc.uploads.cancel.mutate({ bucket, upload_id: uploadId }).catch(() => undefined)
}

/** Of these nothing can be continued, so a retry begins a new upload. */
const ENDED: ReadonlySet<string> = new Set(['UPLOAD_CANCELED', 'UPLOAD_FAILED', 'RENEWAL_ENDED', 'NOT_FOUND'])

export function renewableOf({ renews, phase, error }: QueueItem): string | null {
  return phase === 'canceled' || (error !== null && ENDED.has(error.code)) ? null : renews
}

/** What the client tells, on an item. Resumed and not yet let go, the upload still rests: its item waits in line. */
export function changeOf({ isPaused }: QueueItem, state: UploadState): Partial<QueueItem> {
  const phase = state.phase === 'paused' && !isPaused ? 'queued' : state.phase
  const uploadId = 'uploadId' in state && state.uploadId !== null ? { uploadId: state.uploadId } : {}
  const change = { phase, ...uploadId, ...(isFinal(state) ? { isPaused: false } : {}) }
  if (state.phase === 'completed') return { ...change, result: state.result }
  return state.phase === 'failed' ? { ...change, error: state.error } : change
}
