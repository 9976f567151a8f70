import { DEFAULT_PAGE_LIMIT, type ListTasksInput } from '@landfall/core/wire'
import type { FastifyRequest } from 'fastify'
import { fromQuery, takeInput } from '../http/input.ts'
import type { Caller } from './caller.ts'
import { pagination, placeOf, readList } from './list-query.ts'

/** CONTRACT 8, ListTasksResponse. */
export async function listTasks(request: FastifyRequest, caller: Caller) {
  const { layers, includesTotal } = readList(request)
  const total = fromQuery({ include_total: includesTotal })
  const input = takeInput<ListTasksInput>(request, [...layers, total])
  const page = await caller.tasks.list(input)
  return {
    results: page.results,
    pagination: pagination({
      ...placeOf(input, DEFAULT_PAGE_LIMIT),
      nextCursor: page.next_cursor,
      total: page.total,
    }),
  }
}
