/**
 * Keyset cursors: the creation time and id of the last row of a page, base64url. Opaque to callers; a cursor that does
 * not decode is the caller's mistake, not an empty page.
 */
export interface PageCursor {
  /** As `toISOString` writes it. */
  createdAt: string
  id: string
}

export function encodeCursor(cursor: PageCursor): string {
  return btoa(`${cursor.createdAt}|${cursor.id}`).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '')
}

const DECODED = /^((\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.\d{1,6})?Z)\|([a-z]+_[a-z0-9]+)$/

/** `null`: not a cursor of ours. */
export function decodeCursor(text: string): PageCursor | null {
  if (!/^[A-Za-z0-9_-]{1,200}$/.test(text)) return null
  const base64 = text.replaceAll('-', '+').replaceAll('_', '/')
  if (base64.length % 4 === 1) return null
  const [, createdAt, second, id] = DECODED.exec(atob(base64)) ?? []
  return createdAt && second && id && isRealTime(second) ? { createdAt, id } : null
}

/** A forged 31 February is text that a regular expression likes and a database does not. */
function isRealTime(second: string): boolean {
  const parsed = new Date(`${second}Z`)
  return !Number.isNaN(parsed.getTime()) && parsed.toISOString().startsWith(second) && second >= '0001'
}
