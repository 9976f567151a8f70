import { createServer } from 'node:http'
import { isSharedSecret, type Runtime, StartFailure } from '@landfall/runtime'

/** A worker serves nobody; with WORKER_METRICS_PORT it tells monitors what it counted, behind the same token as the API. */
export async function startMetricsServer({
  env,
  tellMetrics,
}: Pick<Runtime, 'env' | 'tellMetrics'>): Promise<AsyncDisposable & { port: number | null }> {
  const { HOST: host, WORKER_METRICS_PORT: port, METRICS_TOKEN: token } = env
  if (port === undefined || token === undefined)
    return { port: null, [Symbol.asyncDispose]: async () => undefined }
  const server = createServer(async (request, response) => {
    if (request.url !== '/metrics' || request.method !== 'GET') return void response.writeHead(404).end()
    if (!isSharedSecret(request.headers.authorization, token)) {
      return void response.writeHead(401, { 'www-authenticate': 'Bearer' }).end()
    }
    const { contentType, text } = await tellMetrics()
    response.writeHead(200, { 'content-type': contentType, 'cache-control': 'no-store' }).end(text)
  })
  await new Promise<void>((done, fail) => {
    server.once('error', () =>
      fail(new StartFailure(`WORKER_METRICS_PORT: ${host}:${port} cannot be listened on; set a free port`)),
    )
    server.listen({ host, port }, done)
  })
  return {
    port: (server.address() as { port: number }).port,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise(done => server.close(done))
    },
  }
}
