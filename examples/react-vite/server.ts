/** The back end: hands upload tokens to the page, and the page to the browser. The bytes of files never pass through it. */
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { createTokenRoute } from '@landfall/client/next'
import { createServer as createVite } from 'vite'
import { readSettings } from './settings.ts'

const { url, apiKey, bucket } = readSettings()

const issueToken = createTokenRoute({
  apiKey,
  apiUrl: url,
  // Here your app checks who asks, and says what they may do. In this example everybody is Ada.
  authorize: () => ({ bucket, owner: 'ada', maxFiles: 1_000, maxFileBytes: 5_000_000_000 }),
})

// Vite shows variables with this prefix to the page. The key is none of them.
Object.assign(process.env, { VITE_LANDFALL_URL: url, VITE_LANDFALL_BUCKET: bucket })

const server = createServer()
const vite = await createVite({ server: { middlewareMode: true, hmr: { server } } })
server.on('request', async (incoming, outgoing) => {
  if (incoming.method !== 'POST' || incoming.url !== '/api/upload-token') {
    vite.middlewares(incoming, outgoing)
    return
  }
  try {
    const answer = await issueToken(await requestOf(incoming))
    outgoing.writeHead(answer.status, Object.fromEntries(answer.headers)).end(await answer.text())
  } catch (error) {
    console.error(error)
    outgoing.writeHead(500).end()
  }
})
server.listen(Number(process.env.PORT ?? 5173), 'localhost', () => {
  console.log(`The page: http://localhost:${(server.address() as AddressInfo).port}`)
})

async function requestOf(incoming: IncomingMessage): Promise<Request> {
  const url = new URL(incoming.url ?? '/', `http://${incoming.headers.host}`)
  return new Request(url, { method: 'POST', body: await text(incoming) })
}
