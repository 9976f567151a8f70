import { type ClientRequest, request as httpRequest, type IncomingMessage } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { LandfallError } from '../errors/landfall-error.ts'
import type { PutOutcome, PutRequest, SendPut } from './send-put.ts'
import { MAX_ERROR_BYTES, storeAnswer } from './store-answer.ts'

/**
 * A streamed PUT over node:http. `fetch` is the wrong tool here: it tells nothing about how far a body got. The bytes
 * are written as fast as the socket takes them, and progress is what the socket took.
 *
 * Larger bodies wait for `100 Continue` (RFC 9110 10.1.1): a store that refuses the request (expired, exists already)
 * says so before the bytes are sent, and its answer cannot be lost in a connection that breaks while we write.
 */
export interface NodePutOptions {
  /** A connection on which nothing moves for so long is given up. Default 120 s. */
  idleTimeoutMs?: number
  /** Stores that know no `Expect` send no `100`: then the bytes go out after this. Default 1 s. */
  continueTimeoutMs?: number
}

const EXPECT_FROM_BYTES = 1024 * 1024

export function createNodePut(options: NodePutOptions = {}): SendPut {
  const { idleTimeoutMs = 120_000, continueTimeoutMs = 1_000 } = options
  const send = async (put: PutRequest, expects: boolean): Promise<PutOutcome> => {
    put.signal.throwIfAborted()
    const exchange = open(put, { expects, idleTimeoutMs })
    try {
      if (expects) await goAhead(exchange, continueTimeoutMs)
      await Promise.race([exchange.answered, pump(exchange, put)])
      return await exchange.answered
    } catch (cause) {
      put.signal.throwIfAborted()
      if (cause instanceof LandfallError) throw cause
      return { kind: 'unanswered', cause }
    } finally {
      // Either done, or a body that nobody will finish; a keep-alive socket that is done is not ours to close.
      if (!exchange.request.writableFinished) exchange.request.destroy()
    }
  }
  return async put => {
    const outcome = await send(put, put.source.sizeBytes >= EXPECT_FROM_BYTES)
    // RFC 9110 10.1.1: whoever cannot meet the expectation is asked again without it.
    return outcome.kind === 'answered' && outcome.status === 417 ? send(put, false) : outcome
  }
}

interface Exchange {
  request: ClientRequest
  /** Rejects when the connection fails before a whole answer came. */
  answered: Promise<PutOutcome>
  hasAnswer(): boolean
}

function open(put: PutRequest, how: { expects: boolean; idleTimeoutMs: number }): Exchange {
  const url = new URL(put.url)
  const start = url.protocol === 'https:' ? httpsRequest : httpRequest
  const headers = {
    ...put.headers,
    'content-length': String(put.source.sizeBytes),
    ...(how.expects ? { expect: '100-continue' } : {}),
  }
  const request = start(url, { method: 'PUT', headers, signal: put.signal })
  let response: IncomingMessage | null = null
  const answered = new Promise<PutOutcome>((resolve, reject) => {
    request.on('error', reject)
    request.on('response', message => {
      response = message
      readAnswer(message).then(resolve, reject)
    })
  })
  // Whoever races it may lose interest; a late failure of this connection concerns nobody then.
  answered.catch(() => undefined)
  request.setTimeout(how.idleTimeoutMs, () => {
    request.destroy(new Error(`Nothing moved on the connection to the store for ${how.idleTimeoutMs} ms`))
  })
  return { request, answered, hasAnswer: () => response !== null }
}

async function goAhead({ request, answered }: Exchange, timeoutMs: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const allowed = new Promise<void>(resolve => {
    request.once('continue', resolve)
    timer = setTimeout(resolve, timeoutMs)
  })
  request.flushHeaders()
  await Promise.race([allowed, answered])
  clearTimeout(timer)
}

/** Ends early, without an error of its own, once there is an answer or the connection is gone. */
async function pump({ request, hasAnswer }: Exchange, { source, onSent }: PutRequest): Promise<void> {
  if (hasAnswer()) return
  let sentBytes = 0
  for await (const chunk of source.open()) {
    if (request.destroyed || hasAnswer()) return
    if (!(await isWritten(request, chunk))) return
    sentBytes += chunk.byteLength
    onSent(sentBytes)
  }
  if (!request.destroyed) request.end()
}

/** The system has the chunk, so its memory may be used again; false: nobody wants it any more. */
function isWritten(request: ClientRequest, chunk: Uint8Array): Promise<boolean> {
  return new Promise(resolve => {
    const end = (isTaken: boolean) => {
      request.off('close', stop)
      request.off('response', stop)
      resolve(isTaken)
    }
    const stop = () => end(false)
    request.on('close', stop)
    request.on('response', stop)
    request.write(chunk, error => end(!error))
  })
}

async function readAnswer(message: IncomingMessage): Promise<PutOutcome> {
  const parts: Uint8Array[] = []
  let size = 0
  for await (const part of message) {
    if (size < MAX_ERROR_BYTES) parts.push(part)
    size += part.length
  }
  const header = (name: string) => {
    const value = message.headers[name]
    return (Array.isArray(value) ? value[0] : value) ?? null
  }
  return storeAnswer(message.statusCode ?? 0, header, Buffer.concat(parts).toString('utf8'))
}
