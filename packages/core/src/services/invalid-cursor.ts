import { decodeCursor, type ListScope } from '../domain/page-cursor.ts'
import { refuse } from '../domain/result.ts'

/** A cursor is bound to bucket, filter, search and sort: going on elsewhere would lose rows without a word. */
export const isForeignCursor = ({ cursor, ...scope }: ListScope & { cursor?: string | undefined }) =>
  cursor !== undefined && decodeCursor(cursor, scope) === null

export const invalidCursor = () =>
  refuse({
    code: 'INVALID_INPUT',
    message: 'cursor is not one that this list answered, with this filter and sort',
    issues: [
      {
        path: ['cursor'],
        message: 'is not one that this list answered, with this filter and sort',
        type: 'value_error',
      },
    ],
  })
