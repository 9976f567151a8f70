import type { UploadEvent } from './hooks/use-upload.ts'

/** The code of the newest attempt's last confirm, if that was refused and nothing happened since. */
export function lastRefusal(events: readonly UploadEvent[]): string | null {
  const last = events.at(-1)
  if (last?.kind !== 'confirm_refused') return null
  return typeof last.detail.code === 'string' ? last.detail.code : null
}
