import type { Socket } from 'node:net'
import { toTrpcError } from '@landfall/core/trpc'
import type { FastifyInstance } from 'fastify'
import { bodyOf, describeThrown } from './errors.ts'
import { InvalidRequestError } from './invalid-request.ts'
import { chooseRequestId } from './request-id.ts'

/** Bytes that Node's HTTP parser could not read as a request: there is no request object, so the answer is written raw. */
export function answerBrokenConnection(error: NodeJS.ErrnoException, socket: Socket): void {
  if (!socket.writable || error.code === 'ECONNRESET' || isAnswering(socket)) {
    socket.destroy()
    return
  }
  socket.end(answerTo(error))
}

/** What Node's server would refuse by itself, with a status alone: here it gets the shape of every refusal, or is served. */
export function answerOddRequests(app: FastifyInstance): void {
  app.addHook('onRequest', async ({ headers, raw }) => {
    // RFC 9112, 3.2: such a request has to be refused.
    if (headers.host === undefined && raw.httpVersion === '1.1')
      throw new InvalidRequestError(['header', 'host'], 'missing', 'is needed')
  })
  // RFC 9110, 10.1.1: an expectation that is not known may be passed over.
  app.server.on('checkExpectation', (request, response) => app.server.emit('request', request, response))
}

/** Half an answer is on its way already: more bytes would corrupt it. */
function isAnswering(socket: Socket): boolean {
  const { _httpMessage: message } = socket as { _httpMessage?: { headersSent?: boolean } | null }
  return message?.headersSent === true
}

function answerTo(error: NodeJS.ErrnoException): string {
  const requestId = chooseRequestId({ headers: {} })
  const described = describeThrown(refusalFor(error), requestId)
  const body = JSON.stringify(bodyOf(described, ({ path }) => ['header', ...path]))
  const reason = described.status === 413 ? 'Content Too Large' : 'Unprocessable Content'
  return [
    `HTTP/1.1 ${described.status} ${reason}`,
    'content-type: application/json; charset=utf-8',
    `content-length: ${Buffer.byteLength(body)}`,
    `x-request-id: ${requestId}`,
    'access-control-allow-origin: *',
    'connection: close',
    '',
    body,
  ].join('\r\n')
}

function refusalFor(error: NodeJS.ErrnoException): unknown {
  if (error.code === 'HPE_HEADER_OVERFLOW') {
    return toTrpcError({ code: 'BODY_TOO_LARGE', message: 'The request line and headers are too large' })
  }
  const isLate = error.code === 'ERR_HTTP_REQUEST_TIMEOUT'
  return isLate
    ? new InvalidRequestError(['header'], 'timeout', 'did not arrive in time')
    : new InvalidRequestError(['header'], 'http_invalid', 'is not a readable HTTP request')
}
