import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'

interface SeenRequest {
  method: string
  url: string
  headers: IncomingMessage['headers']
}

export interface ScriptedServer extends AsyncDisposable {
  endpoint: string
  seen: SeenRequest[]
}

type Respond = (request: SeenRequest, response: ServerResponse) => void

/** A server that says what the test tells it to: for faults that no well-behaved store shows on demand. */
export async function startScriptedServer(respond: Respond): Promise<ScriptedServer> {
  const seen: SeenRequest[] = []
  const server = createServer((request, response) => {
    const { method = '', url = '', headers } = request
    seen.push({ method, url, headers })
    request.resume()
    respond({ method, url, headers }, response)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return {
    endpoint: `http://127.0.0.1:${address.port}`,
    seen,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise(resolve => server.close(resolve))
    },
  }
}

/** Answers every request alike; HEAD without the body, as HTTP has it. */
export function always(status: number, body = '', headers: Record<string, string> = {}): Respond {
  return ({ method }, response) => {
    response.writeHead(status, { 'content-type': 'application/xml', ...headers })
    response.end(method === 'HEAD' ? undefined : body)
  }
}

export function errorXml(code: string, extra = ''): string {
  return `<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code><Message>because</Message>${extra}</Error>`
}

/** A port that was just free and on which nobody listens any more. */
export async function closedPort(): Promise<string> {
  const server = await startScriptedServer(always(200))
  await server[Symbol.asyncDispose]()
  return server.endpoint
}
