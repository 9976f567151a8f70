import type { IncomingMessage, ServerResponse } from 'node:http'

/** How one request fails. `serve`: it does not. */
export type Fault =
  | 'serve'
  /** The connection breaks before anything is done. */
  | 'drop'
  /** All of it is done, and its answer never arrives. */
  | 'lose_answer'
  /** The connection breaks in the middle of the body. */
  | 'drop_half'
  /** The beginning of the body is read, and then nothing more. */
  | 'stall'
  /** Never answered. */
  | 'hang'
  | { status: number; headers?: Record<string, string>; body?: string }

export type ApiFault = Exclude<Fault, 'drop_half' | 'stall'>
export type PutFault = Fault

export function answerWith(
  fault: Exclude<Fault, 'serve' | 'lose_answer'>,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): void {
  if (fault === 'hang') return
  if (fault === 'stall') {
    incoming.once('data', () => incoming.pause())
    return
  }
  if (fault === 'drop') {
    incoming.socket.destroy()
    return
  }
  if (fault === 'drop_half') {
    dropHalf(incoming)
    return
  }
  incoming.resume()
  outgoing.writeHead(fault.status, { 'content-type': 'text/plain', ...fault.headers })
  outgoing.end(fault.body ?? '')
}

function dropHalf(incoming: IncomingMessage): void {
  const half = Number(incoming.headers['content-length'] ?? 0) / 2
  let received = 0
  incoming.on('data', chunk => {
    received += chunk.length
    if (received >= half) incoming.socket.destroy()
  })
}

/** A refusal in the words of the store. */
export const storeRefusal = (status: number, code: string, headers: Record<string, string> = {}) => ({
  status,
  headers,
  body: `<?xml version="1.0"?><Error><Code>${code}</Code><Message>Injected</Message></Error>`,
})

/** A refusal in the words of the API. */
export const apiRefusal = (
  status: number,
  details: { code: string; retry: string } & object,
  headers: Record<string, string> = {},
) => ({
  status,
  headers: { 'content-type': 'application/json', ...headers },
  body: JSON.stringify({
    error: {
      code: -32000,
      message: `injected ${details.code}`,
      data: {
        code: 'X',
        httpStatus: status,
        error: {
          message: `injected ${details.code}`,
          type: 'InjectedError',
          details: { ...details, retryable: details.retry === 'same_request' },
        },
      },
    },
  }),
})
