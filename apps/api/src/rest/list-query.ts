import type { FastifyRequest } from 'fastify'
import { fromBody, fromPath, fromQuery, type Layer } from '../http/input.ts'
import { readQuery } from './query.ts'

/** CONTRACT 4.2: what every list takes in its query. It wins over the body, which generated clients fill with defaults. */
const LIST_QUERY = {
  limit: 'integer',
  offset: 'integer',
  cursor: 'text',
  include_total: 'boolean',
} as const

/** Body, query and path of a list, the stronger ones last; and what the procedures do not take. */
export function readList(request: FastifyRequest): { layers: [Layer, ...Layer[]]; includesTotal: boolean } {
  const { include_total: includesTotal = false, ...page } = readQuery(request, LIST_QUERY)
  return { layers: [fromBody(request), fromQuery(page), fromPath(request)], includesTotal }
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

interface Asked {
  limit?: number | null | undefined
  offset?: number | null | undefined
  cursor?: string | null | undefined
}

/** Where a page stands; behind a cursor nobody knows. */
export const placeOf = ({ limit, offset, cursor }: Asked, defaultLimit: number) => ({
  limit: limit ?? defaultLimit,
  offset: cursor ? null : (offset ?? 0),
})
