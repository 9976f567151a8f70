/**
 * Keyset cursors: the creation time and id of the last row of a page, base64url. Opaque to callers; a cursor that does
 * not decode is the caller's mistake, not an empty page.
 */
export interface PageCursor {
  /** Microseconds matter for ties, so this is the database's own text of the time. */
  createdAt: string
  id: string
}

export function encodeCursor(cursor: PageCursor): string {
  return btoa(`${cursor.createdAt}|${cursor.id}`).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '')
}

const DECODED =
  /^((\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(?:\.\d{1,6})?(?:Z|[+-]\d\d(?::?\d\d)?)?)\|([a-z]+_[a-z0-9]+)$/

/** `null`: not a cursor of ours. */
export function decodeCursor(text: string): PageCursor | null {
  if (!/^[A-Za-z0-9_-]{1,200}$/.test(text)) return null
  const base64 = text.replaceAll('-', '+').replaceAll('_', '/')
  if (base64.length % 4 === 1) return null
  const [, createdAt, date, time, id] = DECODED.exec(atob(base64)) ?? []
  return createdAt && id && isRealTime(`${date}T${time}`) ? { createdAt, id } : null
}

/** A forged 31 February is text that a regular expression likes and a database does not. */
function isRealTime(time: string): boolean {
  const parsed = new Date(`${time}Z`)
  return !Number.isNaN(parsed.getTime()) && parsed.toISOString().startsWith(time)
}
