/**
 * Keyset cursors: which list they belong to, and the id and sort value of a page's last row, base64url. Opaque to
 * callers. One that does not decode, or belongs to a list with another sort, filter or bucket, is the caller's mistake
 * and not an empty page.
 */

import { readField } from './filter/evaluate.ts'
import type { FieldRef, Filter } from './filter/filter.ts'
import { isSortKey, type SortKey, sortKeyOf } from './filter/sort-key.ts'

/** Sorts with a meaning or an index of their own; any other field is a `FieldRef`. */
export const SORT_FIELDS = ['created_at', 'file_size_bytes', 'filename'] as const
export type SortField = (typeof SORT_FIELDS)[number]

/** Of equals, the id decides in the same direction. A size nobody knows sorts as smaller than any; names as if in lower case. */
export interface SortOrder {
  field: SortField | FieldRef
  direction: 'asc' | 'desc'
}

export const NEWEST_FIRST = { field: 'created_at', direction: 'desc' } as const satisfies SortOrder

/** Figures of a list are exact up to that many matches, and estimated beyond. CONTRACT 0.16. */
export const MAX_EXACT_COUNT = 10_000

/** All that decides which rows a list has, and in which order. */
export interface ListScope {
  bucketId?: string | null | undefined
  statuses?: readonly string[] | undefined
  types?: readonly string[] | undefined
  owner?: string | undefined
  search?: string | undefined
  filter?: Filter | undefined
  sort?: SortOrder | undefined
}

export interface PageCursor {
  /** The last row's time in ISO 8601, size in bytes (`-1`: unknown), name, or sort key as JSON. */
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
  /** By field, for all other sorts. */
  values: Readonly<Record<string, unknown>>
}

export const isSortField = (field: string): field is SortField => SORT_FIELDS.includes(field as SortField)

export const sortKeyIn = (field: FieldRef, values: SortKeys['values']): SortKey =>
  sortKeyOf(readField(field, values)[0])

export function cursorOf(scope: ListScope, row: SortKeys): string {
  const { field } = scope.sort ?? NEWEST_FIRST
  return toBase64Url(`${digestOf(scope)} ${row.id} ${sortValueOf(field, row)}`)
}

function sortValueOf(field: SortOrder['field'], row: SortKeys): string {
  switch (field) {
    case 'created_at':
      return row.createdAt.toISOString()
    case 'file_size_bytes':
      return String(row.fileSizeBytes ?? UNKNOWN_SIZE)
    case 'filename':
      return row.filename
    default:
      return JSON.stringify(sortKeyIn(field, row.values))
  }
}

const DECODED = /^([0-9a-z]+) ([a-z]+_[a-z0-9]+) (.*)$/su

/** `null`: not a cursor that this list answered. */
export function decodeCursor(text: string, scope: ListScope): PageCursor | null {
  const [, digest, id, value] = DECODED.exec(fromBase64Url(text) ?? '') ?? []
  if (digest !== digestOf(scope) || id === undefined || value === undefined) return null
  return isSortValue((scope.sort ?? NEWEST_FIRST).field, value) ? { value, id } : null
}

function isSortValue(field: SortOrder['field'], value: string): boolean {
  switch (field) {
    case 'created_at':
      return isRealTime(value)
    case 'file_size_bytes':
      return /^(-1|\d{1,16})$/.test(value) && Number.isSafeInteger(Number(value))
    case 'filename':
      return !value.includes('\u0000')
    default:
      return isSortKey(parseJson(value))
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

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

/**
 * Two FNV-1a of 32 bits over all that decides the list. It tells a caller's mistake, and keeps nobody out: whatever a
 * forged cursor says, the list still shows the tenant's own rows.
 */
export function digestOf(scope: ListScope): string {
  const { bucketId, statuses, types, owner, search, filter, sort = NEWEST_FIRST } = scope
  const text = JSON.stringify([bucketId, statuses, types, owner, search, filter, sort.field, sort.direction])
  return [0x811c9dc5, 0x01000193].map(seed => fnv1a(text, seed).toString(36)).join('z')
}

function fnv1a(text: string, seed: number): number {
  let hash = seed
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193)
  return hash >>> 0
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
