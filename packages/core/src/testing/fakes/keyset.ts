import { compareTexts, matches } from '../../domain/filter/evaluate.ts'
import type { Filter } from '../../domain/filter/filter.ts'
import { compareSortKeys, type SortKey } from '../../domain/filter/sort-key.ts'
import {
  cursorOf,
  decodeCursor,
  type ListScope,
  NEWEST_FIRST,
  type PageCursor,
  type SortKeys,
  type SortOrder,
  sortKeyIn,
  UNKNOWN_SIZE,
} from '../../domain/page-cursor.ts'

interface Page extends ListScope {
  limit: number
  cursor?: string | undefined
  offset?: number | undefined
}

interface Place {
  key: SortKey
  id: string
}

/** Of equals the id decides, so that no page loses or repeats a row. */
export function pageOf<TRow>(
  rows: TRow[],
  keysOf: (row: TRow) => SortKeys,
  page: Page,
): { rows: TRow[]; nextCursor: string | null } {
  const { sort = NEWEST_FIRST } = page
  const sign = sort.direction === 'asc' ? 1 : -1
  const after = page.cursor === undefined ? null : placeOfCursor(page.cursor, page)
  const sorted = rows
    .map(row => ({ row, place: placeOf(sort, keysOf(row)) }))
    .filter(({ place }) => after === null || sign * compare(place, after) > 0)
    .sort((a, b) => sign * compare(a.place, b.place))
    .slice(after === null ? (page.offset ?? 0) : 0)
  const taken = sorted.slice(0, page.limit)
  const last = taken.at(-1)
  return {
    rows: taken.map(({ row }) => row),
    nextCursor: last !== undefined && sorted.length > page.limit ? cursorOf(page, keysOf(last.row)) : null,
  }
}

const compare = (a: Place, b: Place) => compareSortKeys(a.key, b.key) || compareTexts(a.id, b.id)

function placeOf({ field }: SortOrder, { id, ...row }: SortKeys): Place {
  switch (field) {
    case 'created_at':
      return { id, key: [0, row.createdAt.getTime(), ''] }
    case 'file_size_bytes':
      return { id, key: [0, row.fileSizeBytes ?? UNKNOWN_SIZE, ''] }
    case 'filename':
      return { id, key: [0, 0, row.filename.toLowerCase()] }
    default:
      return { id, key: sortKeyIn(field, row.values) }
  }
}

function placeOfCursor(text: string, scope: ListScope): Place {
  const { sort = NEWEST_FIRST } = scope
  const cursor = decodeCursor(text, scope)
  if (cursor === null) throw new RangeError('fake database: services check cursors before they ask')
  if (typeof sort.field !== 'string') return { id: cursor.id, key: JSON.parse(cursor.value) }
  return placeOf(sort, keysOfCursor(cursor))
}

const keysOfCursor = ({ id, value }: PageCursor): SortKeys => ({
  createdAt: new Date(value),
  fileSizeBytes: Number(value),
  filename: value,
  id,
  values: {},
})

export const satisfies = (filter: Filter | undefined, values: SortKeys['values']) =>
  filter === undefined || matches(filter, values)
