import {
  cursorOf,
  decodeCursor,
  NEWEST_FIRST,
  type SortKeys,
  type SortOrder,
  UNKNOWN_SIZE,
} from '../../domain/page-cursor.ts'

interface Page {
  sort?: SortOrder | undefined
  limit: number
  cursor?: string | undefined
  offset?: number | undefined
}

type Place = [value: number | string, id: string]

/** Of equals the id decides, so that no page loses or repeats a row. */
export function pageOf<TRow>(
  rows: TRow[],
  keysOf: (row: TRow) => SortKeys,
  page: Page,
): { rows: TRow[]; nextCursor: string | null } {
  const { sort = NEWEST_FIRST, cursor } = page
  const sign = sort.direction === 'asc' ? 1 : -1
  const after = cursor === undefined ? null : placeOfCursor(cursor, sort)
  const sorted = rows
    .map(row => ({ row, place: placeOf(sort, keysOf(row)) }))
    .filter(({ place }) => after === null || sign * compare(place, after) > 0)
    .sort((a, b) => sign * compare(a.place, b.place))
    .slice(after === null ? (page.offset ?? 0) : 0)
  const taken = sorted.slice(0, page.limit)
  const last = taken.at(-1)
  return {
    rows: taken.map(({ row }) => row),
    nextCursor: last !== undefined && sorted.length > page.limit ? cursorOf(sort, keysOf(last.row)) : null,
  }
}

const compare = (a: Place, b: Place) => compareValues(a[0], b[0]) || compareValues(a[1], b[1])
const compareValues = (a: number | string, b: number | string) => (a === b ? 0 : a < b ? -1 : 1)

function placeOf({ field }: SortOrder, row: SortKeys): Place {
  switch (field) {
    case 'created_at':
      return [row.createdAt.getTime(), row.id]
    case 'file_size_bytes':
      return [row.fileSizeBytes ?? UNKNOWN_SIZE, row.id]
    case 'filename':
      return [row.filename.toLowerCase(), row.id]
  }
}

function placeOfCursor(text: string, sort: SortOrder): Place {
  const cursor = decodeCursor(text, sort)
  if (cursor === null) throw new RangeError('fake database: services check cursors before they ask')
  const { value, id } = cursor
  return placeOf(sort, { createdAt: new Date(value), fileSizeBytes: Number(value), filename: value, id })
}

/** As the database searches: literally, whatever the case. */
export const contains = (text: string, search: string | undefined) =>
  search === undefined || text.toLowerCase().includes(search.toLowerCase())
