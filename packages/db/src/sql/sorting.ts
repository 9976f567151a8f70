/**
 * Orders that a list can be asked for, and where a page begins in them. A row value compared with a row value is what a
 * keyset needs, and what an index on the same columns can begin at.
 */
import { decodeCursor, type PageCursor, type SortField, type SortOrder } from '@landfall/core/domain'
import { type Fragment, fragment } from './statement.ts'

/** What a field means in the statement at hand; none of them may be null. */
export type SortColumns = Record<SortField | 'id', Fragment<never>>

export interface AfterParams {
  afterValue: string | null
  afterId: string | null
}

/** Byte order of the lower-case name: the same on every server, whatever its locale. */
export const byName = (column: Fragment<never>) => fragment`lower(${column}) COLLATE "C"`

const AFTER_VALUE: Record<SortField, Fragment<'afterValue'>> = {
  created_at: fragment`${'afterValue'}::timestamptz`,
  file_size_bytes: fragment`${'afterValue'}::bigint`,
  filename: fragment`lower(${'afterValue'}::text) COLLATE "C"`,
}

export const orderBy = (columns: SortColumns, { field, direction }: SortOrder) =>
  direction === 'asc'
    ? fragment`${columns[field]} ASC, ${columns.id} ASC`
    : fragment`${columns[field]} DESC, ${columns.id} DESC`

export const isAfter = (columns: SortColumns, { field, direction }: SortOrder) => {
  const row = fragment`(${columns[field]}, ${columns.id})`
  const last = fragment`(${AFTER_VALUE[field]}, ${'afterId'})`
  return direction === 'asc' ? fragment`${row} > ${last}` : fragment`${row} < ${last}`
}

/** A cursor that does not decode is the caller's to refuse before: here it is a bug. */
export function readCursor(cursor: string | undefined, order: SortOrder): PageCursor | null {
  if (cursor === undefined) return null
  const decoded = decodeCursor(cursor, order)
  if (decoded === null) throw new RangeError('The cursor is not one that a list answered in this order')
  return decoded
}

/** `strpos` takes the search as it is: no character of it is a pattern. */
export const nameContains = (column: Fragment<never>) =>
  fragment`strpos(lower(${column}), lower(${'search'}::text)) > 0`
