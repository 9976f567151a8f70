import { decodeCursor, encodeCursor } from '../../domain/page-cursor.ts'

interface Position {
  createdAt: Date
  id: string
}

interface Page {
  limit: number
  cursor?: string | undefined
  offset?: number | undefined
}

/** Newest first; of equals the greater id first, so that no page loses or repeats a row. */
export function pageOf<TRow>(
  rows: TRow[],
  position: (row: TRow) => Position,
  page: Page,
): { rows: TRow[]; nextCursor: string | null } {
  const before = page.cursor === undefined ? null : placeOfCursor(page.cursor)
  const sorted = rows
    .map(row => ({ row, place: placeOf(position(row)) }))
    .filter(({ place }) => before === null || place < before)
    .sort((a, b) => (a.place < b.place ? 1 : -1))
    .slice(before === null ? (page.offset ?? 0) : 0)
  const taken = sorted.slice(0, page.limit)
  const last = taken.at(-1)
  return {
    rows: taken.map(({ row }) => row),
    nextCursor: last !== undefined && sorted.length > page.limit ? cursorOf(position(last.row)) : null,
  }
}

const placeOf = ({ createdAt, id }: Position) => `${createdAt.toISOString()} ${id}`

const cursorOf = ({ createdAt, id }: Position) => encodeCursor({ createdAt: createdAt.toISOString(), id })

function placeOfCursor(text: string): string {
  const cursor = decodeCursor(text)
  if (cursor === null) throw new RangeError('fake database: services check cursors before they ask')
  return `${cursor.createdAt} ${cursor.id}`
}
