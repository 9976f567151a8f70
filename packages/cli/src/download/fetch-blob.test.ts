import { createHash, randomBytes } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { buffer } from 'node:stream/consumers'
import { describe, expect, it } from 'vitest'
import { fetchBlob } from './fetch-blob.ts'

const BYTES = randomBytes(300_000)
const SHA256 = createHash('sha256').update(BYTES).digest('hex')
const WHOLE = { sizeBytes: BYTES.length, sha256: SHA256 }

type Answer = (from: number, response: ServerResponse) => void

const serve: Answer = (from, response) => {
  response.writeHead(from === 0 ? 200 : 206, { 'content-length': BYTES.length - from })
  response.end(BYTES.subarray(from))
}
/** Sends some of it and then nothing, until the test cuts the connection. */
const halfway: Answer = (from, response) => {
  response.writeHead(from === 0 ? 200 : 206, { 'content-length': BYTES.length - from })
  response.write(BYTES.subarray(from, from + 50_000))
}
const refuse =
  (status: number): Answer =>
  (_from, response) =>
    void response.writeHead(status).end('<Error><Code>AccessDenied</Code></Error>')

/** Each request is answered in its own way; from then on as a store does. */
async function startStore(...answers: Answer[]) {
  const asked: number[] = []
  const server = createServer((request: IncomingMessage, response) => {
    const from = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0)
    asked.push(from)
    const answer = answers.shift() ?? serve
    answer(from, response)
  })
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done))
  const { port } = server.address() as { port: number }
  const close = async () => {
    server.closeAllConnections()
    await new Promise(done => server.close(done))
  }
  const cut = () => server.closeAllConnections()
  return { url: `http://127.0.0.1:${port}/k`, asked, cut, [Symbol.asyncDispose]: close }
}

const download = (url: string, expected = WHOLE) =>
  buffer(fetchBlob(url, expected, new AbortController().signal))

describe('a download', () => {
  it('goes on where the connection broke, and no byte comes twice', async () => {
    await using store = await startStore(halfway, refuse(503), halfway)
    const chunks: Uint8Array[] = []
    for await (const chunk of fetchBlob(store.url, WHOLE, new AbortController().signal)) {
      chunks.push(chunk)
      // Only now that something has arrived, or the break might swallow all of it.
      if (store.asked.length < 4) store.cut()
    }
    expect(Buffer.concat(chunks).equals(BYTES)).toBe(true)
    expect(store.asked).toHaveLength(4)
    const [first, second, third, fourth] = store.asked as [number, number, number, number]
    expect([first, second === third]).toEqual([0, true])
    expect(second).toBeGreaterThan(0)
    expect(fourth).toBeGreaterThan(third)
  })

  it('gives up on a refusal at once, and says which', async () => {
    await using store = await startStore(refuse(403))
    await expect(download(store.url)).rejects.toMatchObject({
      code: 'GET_REFUSED',
      message: 'The store answered 403 AccessDenied',
    })
    expect(store.asked).toEqual([0])
  })

  it('is refused at its end where it is not what was confirmed', async () => {
    await using store = await startStore()
    const shorter = { sizeBytes: BYTES.length - 1, sha256: null }
    await expect(download(store.url, shorter as never)).rejects.toMatchObject({ code: 'SIZE_MISMATCH' })
    const other = { ...WHOLE, sha256: '0'.repeat(64) }
    await expect(download(store.url, other)).rejects.toMatchObject({ code: 'CHECKSUM_MISMATCH' })
  })

  it('ends when it is interrupted, also while it waits', async () => {
    const abort = new AbortController()
    await using store = await startStore((_from, response) => {
      setTimeout(() => abort.abort(), 50)
      response.writeHead(503).end()
    })
    await expect(buffer(fetchBlob(store.url, WHOLE, abort.signal))).rejects.toMatchObject({
      name: 'AbortError',
    })
  })
})
