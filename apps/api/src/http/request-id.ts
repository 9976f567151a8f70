import { randomBytes } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { FastifyInstance } from 'fastify'

/** A caller's own id is taken over if it can be put into a header and a log line as it is. */
const SANE = /^[A-Za-z0-9._:-]{1,128}$/

export function chooseRequestId(request: Pick<IncomingMessage, 'headers'>): string {
  const given = request.headers['x-request-id']
  if (typeof given === 'string' && SANE.test(given)) return given
  return `req_${randomBytes(12).toString('hex')}`
}

export function addRequestId(app: FastifyInstance): void {
  app.addHook('onRequest', async (request, reply) => {
    reply.header('x-request-id', request.id)
  })
}
