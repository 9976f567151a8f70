import { DEFAULT_PAGE_LIMIT, selectInput, selectOfObject } from '@landfall/core/wire'
import type { FastifyRequest } from 'fastify'
import { takeInput } from '../http/input.ts'
import { InvalidRequestError } from '../http/invalid-request.ts'
import type { Caller } from './caller.ts'
import { pagination, placeOf, readList } from './list-query.ts'

type Input = Parameters<Caller['objects']['list']>[0]

/** CONTRACT 7, ListObjectsResponse. */
export async function listObjects(request: FastifyRequest, caller: Caller) {
  const { layers, includesTotal } = readList(request)
  const select = readSelect(layers[0].values.select)
  const input = takeInput<Input>(request, layers)
  const { results, next_cursor: nextCursor } = await caller.objects.list(input)
  const { stats_estimated: isEstimated, ...stats } = await caller.objects.stats(input)
  return {
    results: select === null ? results : results.map(object => selectOfObject(object, select)),
    pagination: pagination({
      ...placeOf(input, DEFAULT_PAGE_LIMIT),
      nextCursor,
      total: includesTotal ? stats.total_objects : null,
    }),
    stats,
    stats_estimated: isEstimated,
  }
}

/** `null`: whole objects. */
function readSelect(value: unknown): string[] | null {
  const read = selectInput.safeParse(value)
  if (read.success) return read.data?.length ? read.data : null
  const [issue] = read.error.issues
  const path = (issue?.path ?? []).map(String)
  throw new InvalidRequestError(
    ['body', 'select', ...path],
    issue?.code ?? 'invalid',
    issue?.message ?? 'must be a list of fields',
  )
}
