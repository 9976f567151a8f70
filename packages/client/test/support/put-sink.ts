import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'

/** What arrived in one PUT. */
export interface Arrived {
  headers: IncomingMessage['headers']
  bytes: number
  first: Uint8Array | null
}

/** Takes PUTs and forgets their bytes: what it holds does not grow with what is sent. */
export interface PutSink extends AsyncDisposable {
  readonly url: string
  readonly arrived: Arrived[]
  /** Answers instead of taking the body; gets the request before `100 Continue` was said. */
  answer: ((incoming: IncomingMessage, outgoing: ServerResponse) => void) | null
  /** Whether `Expect: 100-continue` is obeyed; some stores do not know it. */
  saysContinue: boolean
}

export async function startPutSink(): Promise<PutSink> {
  const arrived: Arrived[] = []
  const serve = (incoming: IncomingMessage, outgoing: ServerResponse) => {
    if (sink.answer) {
      sink.answer(incoming, outgoing)
      return
    }
    if (incoming.headers.expect !== undefined && sink.saysContinue) outgoing.writeContinue()
    const put: Arrived = { headers: incoming.headers, bytes: 0, first: null }
    arrived.push(put)
    incoming.on('data', (chunk: Uint8Array) => {
      put.first ??= chunk
      put.bytes += chunk.byteLength
    })
    incoming.on('end', () => {
      outgoing.writeHead(200, { etag: '"sunk"' })
      outgoing.end()
    })
  }
  const server = createServer(serve)
  server.on('checkContinue', serve)
  const url = await listen(server)
  const sink: PutSink = {
    url,
    arrived,
    answer: null,
    saysContinue: true,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise(done => server.close(done))
    },
  }
  return sink
}

async function listen(server: Server): Promise<string> {
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done))
  const { port } = server.address() as { port: number }
  return `http://127.0.0.1:${port}/key?signature`
}
