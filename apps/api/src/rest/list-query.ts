import { InvalidRequestError } from '../http/invalid-request.ts'

/** CONTRACT 4.2: what every list takes in its query. It wins over the body, which generated clients fill with defaults. */
export const LIST_QUERY = {
  limit: 'integer',
  offset: 'integer',
  cursor: 'text',
  include_total: 'boolean',
} as const

type Body = Record<string, unknown>

/**
 * A filter, sort or search that we do not have yet is refused by name: a list that ignored it would answer what was not
 * asked. Generated clients send `{"case_sensitive": false}` for no filter at all (CONTRACT 4.2), so that is none.
 */
export function refuseUnsupported(body: Body, fields: readonly string[]): void {
  for (const field of fields) {
    if (isNothing(body[field])) continue
    throw new InvalidRequestError(['body', field], 'unsupported', 'is not supported yet')
  }
}

/** `{"status": "PENDING"}` is the one filter that lists have so far; anything beside it is refused. */
export function takeStatusFilter(body: Body): { status?: unknown } {
  const { filters } = body
  if (typeof filters !== 'object' || filters === null || Array.isArray(filters)) {
    refuseUnsupported(body, ['filters'])
    return {}
  }
  const { status, ...rest } = filters as Body
  refuseUnsupported({ filters: rest }, ['filters'])
  return status === undefined || status === null ? {} : { status }
}

/** Noise is shallow; what nests deeper is something. The bound also keeps a hostile body from using up the stack. */
const NOISE_DEPTH = 8

function isNothing(value: unknown, depthLeft = NOISE_DEPTH): boolean {
  if (value === undefined || value === null || value === '') return true
  if (Array.isArray(value)) return value.length === 0
  if (typeof value !== 'object' || depthLeft === 0) return false
  return Object.entries(value).every(
    ([key, item]) => key === 'case_sensitive' || isNothing(item, depthLeft - 1),
  )
}

/** CONTRACT 4.2, PaginationResponse: totals only where they were asked for. */
export function pagination(opts: {
  limit: number
  offset: number | null
  nextCursor: string | null
  total: number | null
}) {
  const { limit, offset, nextCursor, total } = opts
  const isCounted = total !== null
  return {
    total,
    page: isCounted && offset !== null ? Math.floor(offset / limit) + 1 : null,
    page_size: isCounted ? limit : null,
    total_pages: isCounted ? Math.ceil(total / limit) : null,
    next_page: null,
    previous_page: null,
    next_cursor: nextCursor,
  }
}
