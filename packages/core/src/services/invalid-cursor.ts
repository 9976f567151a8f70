import { ID_PREFIX } from '../domain/ids.ts'
import { decodeCursor, type ListScope } from '../domain/page-cursor.ts'
import { refuse } from '../domain/result.ts'

/**
 * A cursor is bound to bucket, filter, search and sort, and to what is listed: going on elsewhere would lose rows without
 * a word.
 */
export function isForeignCursor(
  listed: 'upload' | 'object' | 'bucket' | 'task',
  { cursor, ...scope }: ListScope & { cursor?: string | undefined },
): boolean {
  if (cursor === undefined) return false
  const id = decodeCursor(cursor, scope)?.id
  return id === undefined || !id.startsWith(ID_PREFIX[listed])
}

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
