import type { LandfallClient } from '../create-client.ts'
import type { SendAgainOptions } from '../options.ts'
import { isUndecided } from '../pending/upload-record.ts'
import { isFinal, type UploadState } from '../state/upload-state.ts'
import type { Upload } from '../upload/upload.ts'
import type { UploadResult } from '../upload/upload-result.ts'
import type { QueueItem } from './queue-item.ts'

/** What a queue needs of a client. */
export interface QueueClient
  extends Pick<LandfallClient, 'upload' | 'sendAgain' | 'resumable' | 'goesOn' | 'finishPending' | 'forget'> {
  readonly trpc: { readonly uploads: Pick<LandfallClient['trpc']['uploads'], 'get' | 'cancel'> }
}

/** The file of an item as an upload of its own; `onUpload` gets the hand on it. */
export async function sendItem(
  client: QueueClient,
  item: QueueItem & { file: File },
  { onUpload, ...options }: SendAgainOptions & { onUpload(upload: Upload): void },
): Promise<void> {
  const { file, path, renews, uploadId } = item
  if (renews === null && uploadId !== null) {
    const result = await endFormer(client, { ...item, uploadId }, options.signal)
    if (result) return options.onState?.({ phase: 'completed', uploadId, result })
  }
  const metadata = path === null ? {} : { metadata: { ...item.options.metadata, path } }
  const upload =
    renews === null
      ? client.upload(file, { ...item.options, ...metadata, ...options })
      : client.sendAgain(renews, file, options)
  onUpload(upload)
  await upload
}

type Former = Pick<QueueItem, 'bucket'> & { uploadId: string }

/**
 * What a failed try left open: a confirm that nobody answered may count already, so that is asked first; else the client
 * goes on with it by itself where it knows the file again; anything else is given up. `null`: the file is to be sent.
 * Throws while nobody answers: sending the file then could make two of it.
 */
async function endFormer(
  client: QueueClient,
  former: Former,
  signal: AbortSignal | undefined,
): Promise<UploadResult | null> {
  const { uploadId } = former
  const [finished] = await client.finishPending({ signal, isMeant: other => other === uploadId })
  if (finished?.result) return finished.result
  const isCanceled = signal?.aborted === true
  if (finished?.error && isUndecided(finished.error) && !isCanceled) throw finished.error
  if (!isCanceled && (await client.goesOn(uploadId))) return null
  await giveUp(client, former)
  return null
}

/**
 * What is open of it would hold its reservation until it expires, also where the client kept nothing. Best effort. What the
 * client still keeps then is in the hands of another page, or of another account.
 */
export async function giveUp(client: QueueClient, { uploadId, bucket }: Former): Promise<void> {
  await client.forget(uploadId)
  if (await client.goesOn(uploadId)) return
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
