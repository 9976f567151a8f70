import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type PutSink, startPutSink } from '../../test/support/put-sink.ts'
import { rejection } from '../../test/support/test-client.ts'
import { openNodeSource } from '../source/node-source.ts'
import { type UploadInput, wholeOf } from '../source/source.ts'
import { createNodePut, type NodePutOptions } from './node-put.ts'

let sink: PutSink
beforeEach(async () => {
  sink = await startPutSink()
})
afterEach(() => sink[Symbol.asyncDispose]())

const MIB = 1024 * 1024
const BIG = new Uint8Array(20 * MIB).fill(3)

interface Put extends NodePutOptions {
  signal?: AbortSignal
  onSent?: (bytes: number) => void
  fileSizeBytes?: number
  url?: string
}

async function put(input: UploadInput, how: Put = {}) {
  const { signal = new AbortController().signal, onSent = () => undefined, fileSizeBytes = null } = how
  const source = await openNodeSource(input, { fileSizeBytes, streamDigest: null, heldBytes: 0 })
  const headers = { 'content-type': 'text/plain', 'content-length': String(source.sizeBytes) }
  return createNodePut(how)({ url: how.url ?? sink.url, headers, source: wholeOf(source), signal, onSent })
}

describe('the PUT of Node', () => {
  it('sends every kind of source whole, with its length and the given headers', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'landfall-put-'))
    const path = join(dir, 'file')
    await writeFile(path, BIG)
    const sources: [UploadInput, number?][] = [
      [BIG],
      [new Blob([BIG])],
      [{ path }],
      [{ path: new URL(`file://${path}`) }],
      [Readable.from([BIG.subarray(0, 7), BIG.subarray(7)]), BIG.length],
    ]
    for (const [input, fileSizeBytes] of sources) {
      const outcome = await put(input, fileSizeBytes === undefined ? {} : { fileSizeBytes })
      expect(outcome).toMatchObject({ kind: 'answered', status: 200, etag: '"sunk"' })
      const arrived = sink.arrived.at(-1)
      expect(arrived).toMatchObject({
        bytes: BIG.length,
        headers: { 'content-type': 'text/plain', 'content-length': String(BIG.length) },
      })
      expect(arrived?.headers['transfer-encoding']).toBeUndefined()
    }
    await rm(dir, { recursive: true })
  })

  it('sends an empty body with length 0', async () => {
    expect(await put(new Uint8Array())).toMatchObject({ status: 200 })
    expect(sink.arrived[0]).toMatchObject({ bytes: 0, headers: { 'content-length': '0' } })
  })

  it('tells progress that grows with what the socket takes and ends at the total', async () => {
    const sent: number[] = []
    await put(BIG, { onSent: bytes => sent.push(bytes) })
    expect(sent.length).toBeGreaterThan(10)
    expect(sent).toEqual([...sent].sort((a, b) => a - b))
    expect(sent.at(-1)).toBe(BIG.length)
  })

  it('does not read ahead of a store that does not', async () => {
    sink.answer = incoming => {
      incoming.socket.pause()
    }
    let read = 0
    async function* endless() {
      for (;;) {
        read += MIB
        yield BIG.subarray(0, MIB)
      }
    }
    const abort = new AbortController()
    const outcome = rejection(
      put(endless(), { fileSizeBytes: 1024 * MIB, continueTimeoutMs: 1, signal: abort.signal }),
    )
    await new Promise(done => setTimeout(done, 300))
    abort.abort('seen enough')
    expect(await outcome).toBe('seen enough')
    expect(read).toBeLessThan(32 * MIB)
  })

  it('sends nothing of a large body before the store asks for it', async () => {
    sink.answer = (_, outgoing) => {
      outgoing.writeHead(403, { 'content-type': 'application/xml' })
      outgoing.end('<Error><Code>AccessDenied</Code><Message>Request has expired</Message></Error>')
    }
    const sent: number[] = []
    expect(await put(BIG, { onSent: bytes => sent.push(bytes) })).toMatchObject({
      status: 403,
      storeCode: 'AccessDenied',
      storeMessage: 'Request has expired',
    })
    expect(sent).toEqual([])
  })

  it('sends it anyway to a store that knows no Expect', async () => {
    sink.saysContinue = false
    const start = performance.now()
    expect(await put(BIG, { continueTimeoutMs: 50 })).toMatchObject({ status: 200 })
    expect(performance.now() - start).toBeGreaterThanOrEqual(49)
    expect(sink.arrived[0]?.bytes).toBe(BIG.length)
  })

  it('asks again without Expect where the answer is 417', async () => {
    sink.answer = (incoming, outgoing) => {
      if (incoming.headers.expect === undefined) sink.answer = null
      outgoing.writeHead(417)
      outgoing.end()
      sink.answer = null
    }
    expect(await put(BIG)).toMatchObject({ status: 200 })
    expect(sink.arrived[0]).toMatchObject({ bytes: BIG.length })
    expect(sink.arrived[0]?.headers.expect).toBeUndefined()
  })

  it('is unanswered when the connection is refused, breaks half way, or stands still', async () => {
    expect(await put(BIG, { url: 'http://127.0.0.1:9/key' })).toMatchObject({
      kind: 'unanswered',
      cause: { code: 'ECONNREFUSED' },
    })
    sink.answer = (incoming, outgoing) => {
      outgoing.writeContinue()
      incoming.once('data', () => incoming.socket.destroy())
    }
    expect(await put(BIG)).toMatchObject({ kind: 'unanswered', cause: expect.any(Error) })
    sink.answer = (_, outgoing) => outgoing.writeContinue()
    expect(await put(BIG, { idleTimeoutMs: 100 })).toMatchObject({
      kind: 'unanswered',
      cause: { message: expect.stringContaining('Nothing moved') },
    })
  })

  it('is unanswered when the answer breaks off in its body', async () => {
    sink.answer = (incoming, outgoing) => {
      incoming.resume()
      outgoing.writeHead(500, { 'content-length': '1000' })
      outgoing.write('<Error>')
      setTimeout(() => outgoing.destroy(), 20)
    }
    expect(await put(new Uint8Array(10))).toMatchObject({ kind: 'unanswered' })
  })

  it('reads an answer that comes before the body is through, and stops sending', async () => {
    const { promise: closed, resolve } = Promise.withResolvers<number>()
    sink.answer = (incoming, outgoing) => {
      const { socket } = incoming
      socket.on('close', () => resolve(socket.bytesRead))
      outgoing.writeContinue()
      incoming.once('data', () => {
        outgoing.writeHead(503, { 'retry-after': '4' })
        outgoing.end('<Error><Code>SlowDown</Code></Error>')
      })
    }
    expect(await put(BIG)).toMatchObject({ status: 503, retryAfterMs: 4000, storeCode: 'SlowDown' })
    expect(await closed).toBeLessThan(BIG.length / 2)
  })

  it('rejects with the reason of its signal, before and in the middle', async () => {
    const abort = new AbortController()
    sink.answer = (incoming, outgoing) => {
      outgoing.writeContinue()
      incoming.once('data', () => abort.abort('enough'))
    }
    expect(await rejection(put(BIG, { signal: abort.signal }))).toBe('enough')
    expect(await rejection(put(BIG, { signal: abort.signal }))).toBe('enough')
  })
})
