/**
 * Keyset cursors: the sort of a list, and the sort value and id of a page's last row, base64url. Opaque to callers; one
 * that does not decode, or belongs to another sort, is the caller's mistake and not an empty page.
 */
export const SORT_FIELDS = ['created_at', 'file_size_bytes', 'filename'] as const
export type SortField = (typeof SORT_FIELDS)[number]

/** Of equals, the id decides in the same direction. A size nobody knows sorts as smaller than any; names as if in lower case. */
export interface SortOrder {
  field: SortField
  direction: 'asc' | 'desc'
}

export const NEWEST_FIRST: SortOrder = { field: 'created_at', direction: 'desc' }

export interface PageCursor {
  /** The last row's time in ISO 8601, size in bytes (`-1`: unknown), or name. */
  value: string
  id: string
}

export const UNKNOWN_SIZE = -1

/** What a cursor says of a row. */
export interface SortKeys {
  createdAt: Date
  fileSizeBytes: number | null
  filename: string
  id: string
}

export function cursorOf(order: SortOrder, row: SortKeys): string {
  const { field, direction } = order
  return toBase64Url(`${field} ${direction} ${row.id} ${sortValueOf(field, row)}`)
}

function sortValueOf(field: SortField, row: SortKeys): string {
  switch (field) {
    case 'created_at':
      return row.createdAt.toISOString()
    case 'file_size_bytes':
      return String(row.fileSizeBytes ?? UNKNOWN_SIZE)
    case 'filename':
      return row.filename
  }
}

const DECODED = /^([a-z_]+) (asc|desc) ([a-z]+_[a-z0-9]+) (.*)$/su

/** `null`: not a cursor that a list in this order answered. */
export function decodeCursor(text: string, order: SortOrder): PageCursor | null {
  const [, field, direction, id, value] = DECODED.exec(fromBase64Url(text) ?? '') ?? []
  if (field !== order.field || direction !== order.direction) return null
  return id !== undefined && value !== undefined && isSortValue(order.field, value) ? { value, id } : null
}

function isSortValue(field: SortField, value: string): boolean {
  switch (field) {
    case 'created_at':
      return isRealTime(value)
    case 'file_size_bytes':
      return /^(-1|\d{1,16})$/.test(value) && Number.isSafeInteger(Number(value))
    case 'filename':
      return !value.includes('\u0000')
  }
}

/** A forged 31 February is text that a regular expression likes and a database does not. */
function isRealTime(value: string): boolean {
  const parsed = new Date(value)
  return (
    !Number.isNaN(parsed.getTime()) &&
    /^\d{4}-/.test(value) &&
    value >= '0001' &&
    parsed.toISOString() === value
  )
}

function toBase64Url(text: string): string {
  const bytes = Array.from(new TextEncoder().encode(text), byte => String.fromCharCode(byte))
  return btoa(bytes.join('')).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '')
}

function fromBase64Url(text: string): string | null {
  if (!/^[A-Za-z0-9_-]+$/.test(text) || text.length % 4 === 1) return null
  const bytes = Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), byte =>
    byte.charCodeAt(0),
  )
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return null
  }
}
