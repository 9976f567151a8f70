import { DEFAULT_PAGE_LIMIT } from '@landfall/core/wire'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { fromBody, fromPath, fromQuery, takeInput } from '../http/input.ts'
import type { Caller, CallerOf } from './caller.ts'
import { LIST_QUERY, pagination, refuseUnsupported } from './list-query.ts'
import { readQuery } from './query.ts'

/** CONTRACT 8. */
export function addTaskRoutes(app: FastifyInstance, callerOf: CallerOf): void {
  app.post('/tasks/list', async request => listTasks(request, callerOf(request)))

  app.get('/tasks/:task_id', async request => {
    const input = takeInput<{ task_id: string }>(request, [fromPath(request)])
    return callerOf(request).tasks.get(input)
  })

  app.delete('/tasks/:task_id', async request => {
    const input = takeInput<{ task_id: string }>(request, [fromPath(request)])
    return callerOf(request).tasks.kill(input)
  })
}

interface ListTasks {
  limit?: number
  offset?: number
}

async function listTasks(request: FastifyRequest, caller: Caller) {
  const { include_total: includesTotal, cursor, ...page } = readQuery(request, LIST_QUERY)
  const body = fromBody(request)
  refuseUnsupported({ ...body.values, cursor }, ['filters', 'sort', 'search', 'cursor'])
  const input = takeInput<ListTasks>(request, [body, fromQuery(page)])
  const { results, total_count: total } = await caller.tasks.list(input)
  return {
    results,
    pagination: pagination({
      limit: input.limit ?? DEFAULT_PAGE_LIMIT,
      offset: input.offset ?? 0,
      nextCursor: null,
      total: includesTotal ? total : null,
    }),
  }
}
