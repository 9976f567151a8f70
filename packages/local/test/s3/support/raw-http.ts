import { request as httpRequest, type IncomingHttpHeaders } from 'node:http'
import { connect } from 'node:net'

/** Requests byte for byte as given: fetch and the SDK would repair or refuse what these tests send. */
export type RawRequest = {
  method: string
  url: string
  headers?: Record<string, string>
  body?: Buffer | string
}

export type RawResponse = {
  status: number
  headers: IncomingHttpHeaders
  body: Buffer
  text: string
  code: string
}

/** The code of an S3 error document; empty where there is none. */
function errorCode(text: string): string {
  return /<Code>([^<]*)<\/Code>/.exec(text)?.[1] ?? ''
}

export function send(request: RawRequest): Promise<RawResponse> {
  const url = new URL(request.url)
  const path = request.url.slice(request.url.indexOf('/', 'http://'.length))
  return new Promise((resolve, reject) => {
    const req = httpRequest({
      host: url.hostname,
      port: url.port,
      path,
      method: request.method,
      headers: {
        ...(request.body === undefined ? {} : { 'content-length': String(Buffer.byteLength(request.body)) }),
        ...request.headers,
      },
      agent: false,
    })
    req.on('error', reject)
    req.on('response', res => {
      const chunks: Buffer[] = []
      res.on('data', chunk => chunks.push(chunk))
      res.on('error', reject)
      res.on('end', () => {
        const body = Buffer.concat(chunks)
        const text = body.toString()
        resolve({ status: res.statusCode ?? 0, headers: res.headers, body, text, code: errorCode(text) })
      })
    })
    req.end(request.body)
  })
}

/** The head of a request as text, for those who write to the socket themselves. */
export function requestHead(request: RawRequest): string {
  const path = request.url.slice(request.url.indexOf('/', 'http://'.length))
  const headers = { host: new URL(request.url).host, connection: 'close', ...request.headers }
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
  return `${request.method} ${path} HTTP/1.1\r\n${lines.join('')}\r\n`
}

export function openSocket(endpoint: string) {
  const url = new URL(endpoint)
  const socket = connect({ host: url.hostname, port: Number(url.port), allowHalfOpen: true })
  let received = ''
  socket.on('data', data => {
    received += data.toString('latin1')
  })
  const closed = new Promise<string>((resolve, reject) => {
    socket.on('end', () => {
      socket.end()
      resolve(received)
    })
    socket.on('error', reject)
  })
  closed.catch(() => undefined)
  return {
    socket,
    /** Everything the store said until it closed. */
    closed,
    async until(text: string): Promise<string> {
      while (!received.includes(text)) await new Promise(resolve => setTimeout(resolve, 5))
      return received
    },
  }
}
