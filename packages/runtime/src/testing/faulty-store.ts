import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http'

/**
 * An HTTP proxy before an S3 store that can fail in the ways a store does. Signatures stay valid, because the store sees
 * the Host header that was signed. A fault may be limited to requests that it is asked for, for races in the middle of a
 * confirm.
 */
export type StoreFault = 'refuse' | 'hang' | 'deny' | 'error' | 'lose_answer'

export interface FaultyStore extends AsyncDisposable {
  readonly endpoint: string
  /** Every request that `isMeant` accepts (default: all) fails in this way until `heal`. */
  fail(fault: StoreFault, isMeant?: (request: IncomingMessage) => boolean): void
  heal(): void
  /** Called before a request is passed on; may do something first. */
  before: ((request: IncomingMessage) => Promise<void>) | null
}

const ANSWERS = {
  deny: [403, 'AccessDenied'],
  error: [500, 'InternalError'],
} as const

export async function startFaultyStore(target: string): Promise<FaultyStore> {
  let failing: { fault: StoreFault; isMeant: (request: IncomingMessage) => boolean } | null = null
  const hooks: Pick<FaultyStore, 'before'> = { before: null }

  const server = createServer(async (incoming, outgoing) => {
    await hooks.before?.(incoming)
    const fault = failing?.isMeant(incoming) ? failing.fault : null
    if (fault === 'hang') return
    if (fault === 'refuse') return void incoming.socket.destroy()
    if (fault === 'deny' || fault === 'error') return answerError(incoming, outgoing, fault)
    passOn(target, { incoming, outgoing, losesAnswer: fault === 'lose_answer' })
  })
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done))
  const { port } = server.address() as { port: number }
  return Object.assign(hooks, {
    endpoint: `http://127.0.0.1:${port}`,
    fail(fault: StoreFault, isMeant: (request: IncomingMessage) => boolean = () => true) {
      failing = { fault, isMeant }
    },
    heal() {
      failing = null
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise(done => server.close(done))
    },
  })
}

function answerError(incoming: IncomingMessage, outgoing: ServerResponse, fault: keyof typeof ANSWERS): void {
  incoming.resume()
  const [status, code] = ANSWERS[fault]
  const body = `<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code><Message>Injected</Message></Error>`
  outgoing.writeHead(status, { 'content-type': 'application/xml' })
  outgoing.end(incoming.method === 'HEAD' ? undefined : body)
}

function passOn(
  target: string,
  {
    incoming,
    outgoing,
    losesAnswer,
  }: { incoming: IncomingMessage; outgoing: ServerResponse; losesAnswer: boolean },
): void {
  const { method, headers } = incoming
  const upstream = request(
    new URL(incoming.url ?? '/', target),
    { method, headers, setHost: false },
    answer => {
      if (losesAnswer) {
        answer.resume()
        answer.on('end', () => incoming.socket.destroy())
        return
      }
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(outgoing)
    },
  )
  upstream.on('error', () => incoming.socket.destroy())
  incoming.pipe(upstream)
}
