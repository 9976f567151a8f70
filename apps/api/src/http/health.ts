import type { Runtime } from '@landfall/runtime'
import type { FastifyInstance } from 'fastify'

/** `/healthz`: this process answers. `/readyz`: so do database and store, asked now. Open to anybody, so no internals. */
export function addHealthRoutes(app: FastifyInstance, runtime: Pick<Runtime, 'check'>): void {
  app.get('/healthz', async () => ({ status: 'OK' }))

  app.get('/readyz', async (_request, reply) => {
    const { isReady, database, storage } = await runtime.check()
    reply.header('cache-control', 'no-store')
    if (!isReady) reply.code(503).header('retry-after', '2')
    return { status: isReady ? 'OK' : 'DEGRADED', database, storage }
  })
}
