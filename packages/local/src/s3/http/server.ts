import { randomBytes } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { answerFaultControl, isFaultControl } from '../faults/control.ts'
import { S3Error } from '../s3-error.ts'
import type { Exchange } from './exchange.ts'
import { handleRequest, type ServerDeps } from './handle-request.ts'
import { xmlErrorDocument } from './xml-write.ts'

/** How long running requests may take to end once the server is told to stop. */
const DRAIN_MS = 3000
/** Longer than clients keep idle sockets, so that it is they who close them and no request meets a closing one. */
const KEEP_ALIVE_MS = 75_000

export type RunningServer = { port: number; close: () => Promise<void> }

/** What cannot even be parsed as HTTP still gets S3's kind of answer where the socket takes one. */
function refuseUnparsable(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (!socket.writable || error.code === 'ECONNRESET') {
    socket.destroy()
    return
  }
  const codes = {
    HPE_HEADER_OVERFLOW: 'RequestHeaderSectionTooLarge',
    HPE_INVALID_EOF_STATE: 'IncompleteBody',
  } as const
  const refusal = new S3Error(codes[error.code as keyof typeof codes] ?? 'BadRequest')
  const text = xmlErrorDocument({ Code: refusal.code, Message: refusal.message })
  socket.end(
    `HTTP/1.1 400 Bad Request\r\nContent-Type: application/xml\r\nContent-Length: ${Buffer.byteLength(text)}\r\nConnection: close\r\n\r\n${text}`,
  )
}

function listen(server: Server, at: { host: string; port: number }): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(at.port, at.host, () => {
      server.off('error', reject)
      resolve((server.address() as AddressInfo).port)
    })
  })
}

async function closeServer(server: Server, running: ReadonlySet<Promise<void>>): Promise<void> {
  const closed = new Promise<void>(resolve => server.close(() => resolve()))
  const timer = setTimeout(() => server.closeAllConnections(), DRAIN_MS)
  await Promise.allSettled(running)
  server.closeIdleConnections()
  await closed
  clearTimeout(timer)
}

export async function startServer(
  deps: ServerDeps,
  at: { host: string; port: number },
): Promise<RunningServer> {
  const running = new Set<Promise<void>>()
  const accept = (req: IncomingMessage, res: ServerResponse, awaitsContinue: boolean) => {
    const exchange: Exchange = {
      req,
      res,
      requestId: randomBytes(8).toString('hex').toUpperCase(),
      hostId: randomBytes(36).toString('base64'),
      awaitsContinue,
      bodyIdleMs: deps.bodyIdleMs,
    }
    const answered =
      deps.offersFaultControl && isFaultControl(req)
        ? answerFaultControl(deps.faults, exchange)
        : handleRequest(deps, exchange)
    const done = answered.catch(() => res.destroy()).then(() => void running.delete(done))
    running.add(done)
  }
  const server = createServer({ keepAlive: true, keepAliveTimeout: KEEP_ALIVE_MS, requestTimeout: 0 })
  server.on('request', (req, res) => accept(req, res, false))
  server.on('checkContinue', (req, res) => accept(req, res, true))
  server.on('clientError', refuseUnparsable)
  const port = await listen(server, at)
  return { port, close: () => closeServer(server, running) }
}
