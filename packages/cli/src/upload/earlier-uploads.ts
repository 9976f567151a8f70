import { type FinishedUpload, LandfallError } from '@landfall/client'
import { CommandError } from '../context.ts'
import { isAborted } from '../describe-error.ts'
import { type Asked, type CallNote, isUnchanged } from './call-notes.ts'
import type { Item } from './find-files.ts'
import type { Sender } from './open-sender.ts'

/** An upload of an earlier call whose bytes had all been sent, and what became of it now. */
export interface Finished extends FinishedUpload {
  /** `null`: nothing is known of its file any more. */
  note: CallNote | null
}

/** Asks again for what nobody heard the answer of. */
export async function finishEarlier(
  { client, notes, locks }: Sender,
  signal: AbortSignal,
): Promise<Finished[]> {
  const noted = new Map(notes?.list().map(note => [note.uploadId, note]))
  // What another process is at, that one finishes.
  const isMeant = (uploadId: string) => !locks?.holderOf(uploadId)
  const finished = await client.finishPending({ signal, isMeant })
  for (const { uploadId, result } of finished) if (result !== null) notes?.remove(uploadId)
  return finished.map(upload => ({ ...upload, note: noted.get(upload.uploadId) ?? null }))
}

/** Whether what is asked for now is what was finished just now: the file as it was then, under the same flags. */
export const isSameCall = (upload: Finished, item: Asked): boolean =>
  upload.result !== null && upload.note !== null && isAskedAgain(upload, item) && isUnchanged(upload.note)

/** Whether the same file is asked for now under the same flags, whatever is in it by now. */
export function isAskedAgain({ note }: Finished, item: Asked): boolean {
  if (note === null) return false
  const isSame = note.item.file === item.file && note.item.path === item.path
  return isSame && JSON.stringify(note.item.options) === JSON.stringify(item.options)
}

/** Whether a later call goes on with what has just failed. */
export async function isKept({ client, notes }: Sender, item: Item, error: unknown): Promise<boolean> {
  if (isAborted(error)) return error instanceof LandfallError && error.details.is_kept === true
  if (error instanceof CommandError) return false
  const open = new Set((await client.resumable()).map(({ uploadId }) => uploadId))
  return notes?.list().some(note => note.item.file === item.file && open.has(note.uploadId)) ?? false
}
