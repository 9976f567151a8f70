export { compareStore, renewMark } from '@landfall/core/services'

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { Actor } from '@landfall/core/domain'
import { authenticateToken, looksLikeToken } from '@landfall/core/services'
import { createTestServices, type TestServices } from '@landfall/core/testing'
import { appRouter, describeError, toTrpcError } from '@landfall/core/trpc'
import { createHTTPHandler } from '@trpc/server/adapters/standalone'
import { type ApiFault, answerWith, type Fault, type PutFault } from './faults.ts'
import { readBody, servePuts } from './store-over-http.ts'

/**
 * The real router and services over the fakes, on real HTTP: tRPC at /trpc and the fake store's presigned URLs at /store.
 * Requests fail on demand, each in the way a network, a gateway or a store really fails.
 */
export interface TestApi extends AsyncDisposable {
  readonly url: string
  readonly services: TestServices
  /** `create`, `confirm`, ... and `PUT`, in the order of arrival. */
  readonly calls: string[]
  readonly requests: { name: string; headers: IncomingMessage['headers'] }[]
  /** The next calls of this procedure fail, one fault each. */
  failCalls(name: string, ...faults: ApiFault[]): void
  /** The next PUTs fail, one fault each. */
  failPuts(...faults: PutFault[]): void
  /** Runs before each call and PUT is looked at. */
  before: (name: string) => Promise<void> | void
}

export const API_KEY = 'sk_test'

type Options = Parameters<typeof createTestServices>[0]

export async function startTestApi(options: Options = {}): Promise<TestApi> {
  const services = await createTestServices(options)
  const faults = new Map<string, Fault[]>()
  const accept = (incoming: IncomingMessage, outgoing: ServerResponse) => {
    serve(incoming, outgoing).catch(() => incoming.socket.destroy())
  }
  const server = createServer(accept)
  // A store answers a refusal before it asks for the body.
  server.on('checkContinue', accept)
  const url = await listen(server)
  const store = servePuts(services.store, `${url}/store`)
  const trpc = createTrpcHandler(services)
  const api: TestApi = {
    url,
    services,
    calls: [],
    requests: [],
    failCalls: (name, ...next) => void faults.set(name, next),
    failPuts: (...next) => void faults.set('PUT', next),
    before: () => undefined,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise(done => server.close(done))
    },
  }

  async function serve(incoming: IncomingMessage, outgoing: ServerResponse) {
    const pathname = new URL(incoming.url ?? '/', url).pathname
    const isPut = pathname.startsWith('/store/')
    const name = isPut ? 'PUT' : (pathname.split('.').at(-1) ?? '')
    const handle = () => (isPut ? store(incoming, outgoing) : trpc(incoming, outgoing))
    // The second half of `lose_answer`: the request is served, and only its answer is kept back.
    if (incoming.headers['x-again'] !== undefined) return handle()
    api.calls.push(name)
    api.requests.push({ name, headers: incoming.headers })
    await api.before(name)
    const fault = faults.get(name)?.shift()
    if (incoming.headers.expect !== undefined && takesBody(fault)) outgoing.writeContinue()
    if (fault === undefined || fault === 'serve') return handle()
    if (fault === 'lose_answer') return serveSilently(incoming, url)
    return answerWith(fault, incoming, outgoing)
  }
  return api
}

function createTrpcHandler(services: TestServices) {
  return createHTTPHandler({
    router: appRouter,
    basePath: '/trpc/',
    createContext: async ({ req }) => ({
      services: services.deps,
      actor: await actorOf(services, req.headers.authorization?.replace('Bearer ', '')),
      requestId: 'req_test',
      idempotencyKey: req.headers['idempotency-key']?.toString(),
    }),
    responseMeta: ({ errors }) => {
      const seconds = errors.map(error => describeError(error, '').retryAfterSeconds).find(after => after)
      return seconds ? { headers: new Headers({ 'retry-after': String(seconds) }) } : {}
    },
  })
}

async function actorOf({ deps, actor }: TestServices, secret: string | undefined): Promise<Actor | null> {
  if (secret === undefined || !looksLikeToken(secret)) return secret === API_KEY ? actor : null
  const authenticated = await authenticateToken(deps, secret, null)
  if (authenticated.ok) return authenticated.value
  throw toTrpcError(authenticated.error)
}

const takesBody = (fault: Fault | undefined) =>
  fault === undefined || (typeof fault === 'string' && fault !== 'drop' && fault !== 'hang')

/** Does everything that was asked for, and then the connection breaks. */
async function serveSilently(incoming: IncomingMessage, url: string): Promise<void> {
  const body = await readBody(incoming)
  const headers = Object.entries(incoming.headers).filter(
    ([name]) => !['host', 'connection', 'content-length', 'expect', 'transfer-encoding'].includes(name),
  ) as [string, string][]
  const answer = await fetch(new URL(incoming.url ?? '/', url), {
    method: incoming.method ?? 'POST',
    headers: { ...Object.fromEntries(headers), 'x-again': '1' },
    body: body.byteLength === 0 && incoming.method === 'GET' ? null : (body as Uint8Array<ArrayBuffer>),
  })
  await answer.text()
  incoming.socket.destroy()
}

async function listen(server: Server): Promise<string> {
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done))
  const { port } = server.address() as { port: number }
  return `http://127.0.0.1:${port}`
}
