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

const DECODED = /^(\d{4}-\d\d-\d\d[T ][0-9:.]+(?:Z|[+-]\d\d(?::?\d\d)?)?)\|([a-z]+_[a-z0-9]+)$/

/** `null`: not a cursor of ours. */
export function decodeCursor(text: string): PageCursor | null {
  if (!/^[A-Za-z0-9_-]{1,200}$/.test(text)) return null
  const base64 = text.replaceAll('-', '+').replaceAll('_', '/')
  if (base64.length % 4 === 1) return null
  const match = DECODED.exec(atob(base64))
  return match?.[1] && match[2] ? { createdAt: match[1], id: match[2] } : null
}
