import type { FastifyRequest } from 'fastify'
import { takeInput } from '../http/input.ts'
import type { Caller } from './caller.ts'
import { pagination, placeOf, readList } from './list-query.ts'

/** CONTRACT 6, ListBucketsRequest. */
const DEFAULT_LIMIT = 10

type Input = Parameters<Caller['buckets']['list']>[0]

/** The total is required here, so the page is always counted. */
export async function listBuckets(request: FastifyRequest, caller: Caller) {
  const { layers } = readList(request)
  const defaults = { loc: ['body'], values: { limit: DEFAULT_LIMIT, offset: 0 } }
  const input = takeInput<Input>(request, [defaults, ...layers])
  const { results, total_count: total, next_cursor: nextCursor, stats } = await caller.buckets.list(input)
  return {
    results,
    total_count: total,
    pagination: pagination({ ...placeOf(input, DEFAULT_LIMIT), nextCursor, total }),
    stats,
  }
}
