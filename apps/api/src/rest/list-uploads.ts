import { DEFAULT_PAGE_LIMIT, type ListUploadsInput, MAX_UPLOADS_BODY_LIMIT } from '@landfall/core/wire'
import type { FastifyRequest } from 'fastify'
import { takeInput } from '../http/input.ts'
import { InvalidRequestError } from '../http/invalid-request.ts'
import type { Caller } from './caller.ts'
import { pagination, placeOf, readList } from './list-query.ts'

/** CONTRACT 4.1, ListUploadsResponse: unlike tRPC's list it always carries `stats` over all matches. */
export async function listUploads(request: FastifyRequest, caller: Caller) {
  const { layers, includesTotal } = readList(request)
  refuseLargeBodyLimit(layers[0].values.limit)
  const input = takeInput<ListUploadsInput>(request, layers)
  const { results, next_cursor: nextCursor } = await caller.uploads.list(input)
  const { stats_estimated: isEstimated, ...stats } = await caller.uploads.stats(input)
  return {
    results,
    pagination: pagination({
      ...placeOf(input, DEFAULT_PAGE_LIMIT),
      nextCursor,
      total: includesTotal ? stats.total_uploads : null,
    }),
    stats,
    stats_estimated: isEstimated,
  }
}

/** The one list whose limit is smaller in the body than in the query. */
function refuseLargeBodyLimit(limit: unknown): void {
  if (typeof limit === 'number' && limit > MAX_UPLOADS_BODY_LIMIT)
    throw new InvalidRequestError(
      ['body', 'limit'],
      'too_big',
      `must be at most ${MAX_UPLOADS_BODY_LIMIT} in the body`,
    )
}
