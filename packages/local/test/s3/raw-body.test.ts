import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, it } from 'vitest'
import type { Exchange } from '../../src/s3/http/exchange.ts'
import { readRawBody } from '../../src/s3/http/raw-body.ts'
import { sendResponse } from '../../src/s3/http/send-response.ts'
import { openSocket, requestHead } from './support/raw-http.ts'

const tick = () => new Promise(resolve => setImmediate(resolve))

it('an answer given while the socket is held back leaves the connection usable', async () => {
  const bodies: number[] = []
  const server = createServer(async (req, res) => {
    const exchange: Exchange = {
      req,
      res,
      requestId: 'R',
      hostId: 'H',
      awaitsContinue: false,
      bodyIdleMs: 5000,
    }
    for await (const chunk of readRawBody(exchange)) {
      bodies.push(chunk.length)
      // As under a slow disk: the reader fills up and holds the socket back, and then somebody gives up.
      while (!req.isPaused()) await tick()
      break
    }
    await sendResponse(exchange, { status: 418, headers: { 'Content-Length': '0' } })
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const { socket, closed, until } = openSocket(endpoint)
  const body = Buffer.alloc(20_000_000)
  const headers = { 'content-length': String(body.length), connection: 'keep-alive' }
  socket.write(requestHead({ method: 'PUT', url: `${endpoint}/first`, headers }))
  await new Promise(resolve => socket.write(body, resolve))
  await until('HTTP/1.1 418')
  socket.write(requestHead({ method: 'GET', url: `${endpoint}/second` }))
  expect((await closed).match(/HTTP\/1\.1 418/g)).toHaveLength(2)
  expect(bodies).toHaveLength(1)
  server.close()
})
