import type { WaitingRoom } from '@landfall/core/services'
import type { FastifyInstance } from 'fastify'

/**
 * While the server closes, connections must not linger: a kept-alive one that fell idle after its last answer would hold
 * the end up, and closed without a word it would break the caller's next request. So answers say that they are the last.
 */
export function announceClosing(app: FastifyInstance, waitingRoom: Pick<WaitingRoom, 'close'>): void {
  let isClosing = false
  app.addHook('preClose', async () => {
    isClosing = true
    // Who waits is answered with what there is by now; the next call finds another process.
    waitingRoom.close()
  })
  app.addHook('onSend', async (_request, reply) => {
    if (isClosing) reply.header('connection', 'close')
  })
}
