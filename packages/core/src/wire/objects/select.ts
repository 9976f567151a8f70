import { z } from 'zod'
import { MAX_NAME_CHARACTERS, MAX_SELECTED_FIELDS } from '../limits.ts'
import { OBJECT_OWN_FIELDS } from './object.ts'

/** `select` of ListObjectsRequest, CONTRACT 7: fields to return, dots descend; none, or an empty list: all. */
export const selectInput = z
  .array(z.string().min(1).max(MAX_NAME_CHARACTERS))
  .max(MAX_SELECTED_FIELDS)
  .nullish()

/** Ids are always included, and of blobs that are named what their model cannot be without. */
const ALWAYS = ['object_id', 'bucket_id']
const ALWAYS_IN: Record<string, readonly string[]> = { blobs: ['property', 'type'] }

/** `metadata` names what lies flat at the root as well, as in filters and sort: all of it, or the member behind the dot. */
export function selectOfObject(
  object: Readonly<Record<string, unknown>>,
  names: readonly string[],
): Record<string, unknown> {
  const isFlat = (name: string) => !OBJECT_OWN_FIELDS.includes(name.split('.')[0] ?? '')
  const flat = names.flatMap(name => {
    if (name === 'metadata') return Object.keys(object).filter(isFlat)
    return name.startsWith('metadata.') ? [name.slice('metadata.'.length)].filter(isFlat) : []
  })
  return selectFields(object, [...names, ...flat])
}

/** The named members of an answer. A name that it does not have selects nothing. */
function selectFields(
  value: Readonly<Record<string, unknown>>,
  names: readonly string[],
): Record<string, unknown> {
  const entries = Object.entries(value).flatMap(([key, member]) => {
    if (ALWAYS.includes(key) || names.includes(key)) return [[key, member] as const]
    const below = names.flatMap(name => (name.startsWith(`${key}.`) ? [name.slice(key.length + 1)] : []))
    if (below.length === 0) return []
    return [[key, selectWithin(member, [...below, ...(ALWAYS_IN[key] ?? [])])] as const]
  })
  return Object.fromEntries(entries)
}

/** In a list, of each of its members. */
function selectWithin(value: unknown, names: string[]): unknown {
  if (Array.isArray(value)) return value.map(item => selectWithin(item, names))
  if (typeof value !== 'object' || value === null) return value
  return selectFields(value as Record<string, unknown>, names)
}
