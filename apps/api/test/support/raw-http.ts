import { connect } from 'node:net'
import { checkRefusal } from './check-answer.ts'
import type { Api } from './start-api.ts'

/** Bytes on a socket: for requests that no HTTP client would send. Answers everything until the server closes; a
 * refusal is held against the API's own document. */
export async function sendRaw(
  api: Api,
  request: string | Uint8Array,
): Promise<{ status: number; head: string; body: string }> {
  const { hostname, port } = new URL(api.url)
  const socket = connect({ host: hostname, port: Number(port) })
  const chunks: Buffer[] = []
  const closed = new Promise<void>((done, fail) => {
    socket.on('data', chunk => chunks.push(chunk))
    socket.on('close', () => done())
    socket.on('error', error => {
      // A server that answered and closed may reset what we still send.
      if (chunks.length === 0) fail(error)
    })
  })
  socket.write(request)
  await closed
  const text = Buffer.concat(chunks).toString('utf8')
  const split = text.indexOf('\r\n\r\n')
  const head = text.slice(0, split)
  const answer = { status: Number(head.split(' ')[1]), head: head.toLowerCase(), body: text.slice(split + 4) }
  const contentType = /^content-type: (.*)$/m.exec(answer.head)?.[1]?.trim() ?? null
  if (answer.status >= 400) checkRefusal({ status: answer.status, contentType, text: answer.body })
  return answer
}

export const requestText = (lines: string[], body = '') =>
  `${[...lines, 'host: localhost', 'connection: close'].join('\r\n')}\r\n\r\n${body}`
