import { DEFAULT_PAGE_LIMIT, type ListUploadsInput } from '@landfall/core/wire'
import type { FastifyRequest } from 'fastify'
import { fromBody, fromPath, fromQuery, type Layer, takeInput } from '../http/input.ts'
import type { Caller } from './caller.ts'
import { LIST_QUERY, pagination, refuseUnsupported, takeStatusFilter } from './list-query.ts'
import { readQuery } from './query.ts'

/** CONTRACT 4.1, ListUploadsResponse: unlike tRPC's list it always carries `stats` over all matches. */
export async function listUploads(request: FastifyRequest, caller: Caller) {
  const { include_total: includesTotal, ...page } = readQuery(request, LIST_QUERY)
  const body = fromBody(request)
  refuseUnsupported(body.values, ['sort', 'search'])
  const filter: Layer = { loc: ['body', 'filters'], values: takeStatusFilter(body.values) }
  const input = takeInput<ListUploadsInput>(request, [body, filter, fromQuery(page), fromPath(request)])
  const { results, next_cursor: nextCursor } = await caller.uploads.list(input)
  const stats = await caller.uploads.stats(input)
  return {
    results,
    pagination: pagination({
      limit: input.limit ?? DEFAULT_PAGE_LIMIT,
      offset: input.cursor ? null : (input.offset ?? 0),
      nextCursor,
      total: includesTotal ? stats.total_uploads : null,
    }),
    stats,
  }
}
