/**
 * Orders that a list can be asked for, and where a page begins in them. A row value compared with a row value is what a
 * keyset needs, and what an index on the same columns can begin at.
 */
import {
  decodeCursor,
  type FieldRef,
  type ListScope,
  NEWEST_FIRST,
  type PageCursor,
  type SortField,
  type SortOrder,
} from '@landfall/core/domain'
import { fieldOrder } from './filter/field-order.ts'
import type { Bind, FilterColumns } from './filter/filter-column.ts'
import { type Fragment, fragment } from './statement.ts'

/** What a field means in the statement at hand; none of them may be null. */
export type SortColumns = Partial<Record<SortField, Fragment<never>>> & { id: Fragment<never> }

/** Byte order of the lower-case name: the same on every server, whatever its locale. */
export const byName = (column: Fragment<never>) => fragment`lower(${column}) COLLATE "C"`

const AFTER_VALUE: Record<SortField, Fragment<'afterValue'>> = {
  created_at: fragment`${'afterValue'}::timestamptz`,
  file_size_bytes: fragment`${'afterValue'}::bigint`,
  filename: fragment`lower(${'afterValue'}::text) COLLATE "C"`,
}

const AFTER_KEY = fragment`(${'afterValue'}::jsonb ->> 0)::int, (${'afterValue'}::jsonb ->> 1)::numeric, ${'afterValue'}::jsonb ->> 2`

/** What the rows are compared by, the id last. */
export interface Ordering {
  direction: SortOrder['direction']
  columns: Fragment<string>[]
  afterValue: Fragment<'afterValue'>
}

/** `fields` and `bind` are for sorts by a field beyond those that have a column here. */
export function orderingOf(
  { field, direction }: SortOrder,
  own: SortColumns,
  { fields, bind }: { fields: FilterColumns; bind: Bind },
): Ordering {
  if (typeof field !== 'string')
    return { direction, columns: [...fieldOrder(field, fields, bind), own.id], afterValue: AFTER_KEY }
  const column = own[field]
  if (column === undefined) throw new RangeError(`This list has no order by ${field}`)
  return { direction, columns: [column, own.id], afterValue: AFTER_VALUE[field] }
}

export function orderBy({ columns, direction }: Ordering): Fragment<string> {
  const word = direction === 'asc' ? fragment`ASC` : fragment`DESC`
  return listed(columns.map(column => fragment`${column} ${word}`))
}

export function isAfter({ columns, direction, afterValue }: Ordering): Fragment<string> {
  const sign = direction === 'asc' ? fragment`>` : fragment`<`
  return fragment`(${listed(columns)}) ${sign} (${afterValue}, ${'afterId'})`
}

const listed = ([first, ...rest]: Fragment<string>[]): Fragment<string> =>
  rest.reduce((left, right) => fragment`${left}, ${right}`, first ?? fragment``)

/** A sort or filter of the caller's choice: each makes a text of its own, which is not worth preparing. */
export const isFree = ({ filter, sort }: ListScope) =>
  filter !== undefined || isFieldRef((sort ?? NEWEST_FIRST).field)

const isFieldRef = (field: SortOrder['field']): field is FieldRef => typeof field !== 'string'

/** A cursor that does not decode is the caller's to refuse before: here it is a bug. */
export function readCursor(scope: ListScope & { cursor?: string | undefined }): PageCursor | null {
  if (scope.cursor === undefined) return null
  const decoded = decodeCursor(scope.cursor, scope)
  if (decoded === null) throw new RangeError('The cursor is not one that this list answered')
  return decoded
}

/** `strpos` takes the search as it is: no character of it is a pattern. */
export const nameContains = (column: Fragment<never>) =>
  fragment`strpos(lower(${column}), lower(${'search'}::text)) > 0`

/** The single values of a document, as text. */
export const valuesContain = (document: Fragment<never>) => fragment`EXISTS (
  SELECT FROM jsonb_path_query(${document}, '$.**') AS item
   WHERE jsonb_typeof(item) IN ('string', 'number', 'boolean')
     AND strpos(lower(item #>> '{}'), lower(${'search'}::text)) > 0)`
