import { type Env, StartFailure } from '@landfall/runtime'
import type { FastifyInstance } from 'fastify'

/** Long enough for a confirm that copies, shorter than the supervisor's patience. */
const FINISH_REQUESTS_MS = 7_000

export async function listen(app: FastifyInstance, env: Pick<Env, 'HOST' | 'API_PORT'>): Promise<string> {
  const { HOST: host, API_PORT: port } = env
  try {
    return await app.listen({ host, port })
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'EADDRINUSE') {
      throw new StartFailure(`API_PORT: port ${port} on ${host} is taken by another process; set a free one`)
    }
    if (code === 'EACCES') throw new StartFailure(`API_PORT: this user may not listen on port ${port}`)
    if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') {
      throw new StartFailure(`HOST: ${host} is not an address of this machine`)
    }
    throw error
  }
}

/** Takes no new connection, lets running requests end, and then cuts off whatever is left. */
export async function closeServer(app: FastifyInstance, withinMs = FINISH_REQUESTS_MS): Promise<void> {
  const timer = setTimeout(() => app.server.closeAllConnections(), withinMs)
  await app.close()
  clearTimeout(timer)
}
