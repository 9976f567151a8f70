import type { UploadEvent } from './hooks/use-upload.ts'

type Said = Pick<UploadEvent, 'kind' | 'detail'>

/** What bytes that arrive put right; every other refusal is of bytes that were there. */
const AWAITS_BYTES: ReadonlySet<unknown> = new Set(['OBJECT_NOT_IN_STORAGE', 'PARTS_MISSING'])

/**
 * The code of the newest attempt's last confirm, if that was refused and nothing happened since. The store may tell of
 * its bytes only after they were refused: that changes nothing.
 */
export function lastRefusal(events: readonly Said[]): string | null {
  const last = events.findLast(({ kind }) => kind !== 'bytes_seen')
  if (last?.kind !== 'confirm_refused' || typeof last.detail.code !== 'string') return null
  const haveBytesCome = events.at(-1) !== last
  return haveBytesCome && AWAITS_BYTES.has(last.detail.code) ? null : last.detail.code
}
