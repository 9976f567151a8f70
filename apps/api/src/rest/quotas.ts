import type { FastifyInstance, FastifyRequest } from 'fastify'
import { fromBody, fromPath, fromQuery, type Layer, takeInput } from '../http/input.ts'
import type { CallerOf } from './caller.ts'
import { readQuery } from './query.ts'

/** An addition of ours: limits and counters of a scope. Which one is addressed by path and query, new limits by body. */
export function addQuotaRoutes(app: FastifyInstance, callerOf: CallerOf): void {
  app.get('/quotas', async request => {
    const query = readQuery(request, { scope: 'text', bucket: 'text', limit: 'integer', offset: 'integer' })
    return callerOf(request).quotas.list(takeInput<object>(request, [fromQuery(query)]))
  })

  app.get('/quotas/events', async request => {
    const query = readQuery(request, { limit: 'integer' })
    return callerOf(request).quotas.events(takeInput<object>(request, [fromQuery(query)]))
  })

  app.get('/quotas/:scope', async request => {
    const input = takeInput<QuotaInput>(request, [scopeOf(request), fromPath(request)])
    return callerOf(request).quotas.get(input)
  })

  app.put('/quotas/:scope', async request => {
    const layers = [fromBody(request), scopeOf(request), fromPath(request)] as const
    const input = takeInput<QuotaInput>(request, [...layers])
    return callerOf(request).quotas.set(input)
  })
}

interface QuotaInput {
  scope: 'organization' | 'namespace' | 'bucket' | 'owner'
}

const scopeOf = (request: FastifyRequest): Layer =>
  fromQuery(readQuery(request, { id: 'text', owner: 'text' }))
