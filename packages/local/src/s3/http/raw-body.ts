import type { IncomingMessage } from 'node:http'
import { S3Error } from '../s3-error.ts'
import type { Exchange } from './exchange.ts'

/**
 * The request body as it comes from the socket. Owns backpressure, the limit on silence, and telling a client that went
 * away from one that is done. Leaving early leaves the socket alone, because the answer still has to go out on it;
 * that is why this is not the stream's own iterator.
 */
const HIGH_WATER_BYTES = 256 * 1024

class SocketReader {
  readonly #req: IncomingMessage
  readonly #queue: Buffer[] = []
  #queuedBytes = 0
  #isEnded = false
  #failure: S3Error | undefined
  #wake: (() => void) | undefined
  readonly #timer: NodeJS.Timeout

  constructor(req: IncomingMessage, idleMs: number) {
    this.#req = req
    this.#timer = setTimeout(this.#onSilence, idleMs)
    if (req.destroyed) this.#onClose()
    req
      .on('data', this.#onData)
      .once('end', this.#onEnd)
      .once('close', this.#onClose)
      .on('error', this.#onClose)
  }

  /** undefined at the end of the body. */
  async next(): Promise<Buffer | undefined> {
    while (this.#queue.length === 0) {
      if (this.#failure) throw this.#failure
      if (this.#isEnded) return undefined
      this.#timer.refresh()
      await new Promise<void>(resolve => {
        this.#wake = resolve
        this.#req.resume()
      })
    }
    const chunk = this.#queue.shift()
    this.#queuedBytes -= chunk?.length ?? 0
    return chunk
  }

  detach(): void {
    clearTimeout(this.#timer)
    this.#req
      .off('data', this.#onData)
      .off('end', this.#onEnd)
      .off('close', this.#onClose)
      .off('error', this.#onClose)
  }

  #wakeUp(): void {
    const wake = this.#wake
    this.#wake = undefined
    wake?.()
  }

  readonly #onData = (chunk: Buffer): void => {
    this.#queue.push(chunk)
    this.#queuedBytes += chunk.length
    if (this.#queuedBytes >= HIGH_WATER_BYTES) this.#req.pause()
    this.#wakeUp()
  }

  readonly #onEnd = (): void => {
    this.#isEnded = true
    this.#wakeUp()
  }

  readonly #onClose = (): void => {
    if (!this.#isEnded) this.#failure ??= new S3Error('IncompleteBody')
    this.#wakeUp()
  }

  /** Silence counts only while somebody waits for the client; a slow disk is not the client's fault. */
  readonly #onSilence = (): void => {
    if (!this.#wake) {
      this.#timer.refresh()
      return
    }
    this.#failure = new S3Error('RequestTimeout', { headers: { Connection: 'close' } })
    this.#wakeUp()
  }
}

/** Reading is what sends 100 Continue, so a request that is refused before costs the client no upload. */
export async function* readRawBody(exchange: Exchange): AsyncGenerator<Buffer> {
  if (exchange.awaitsContinue) {
    exchange.res.writeContinue()
    exchange.awaitsContinue = false
  }
  const reader = new SocketReader(exchange.req, exchange.bodyIdleMs)
  try {
    for (let chunk = await reader.next(); chunk; chunk = await reader.next()) {
      if (exchange.onBodyChunk) await exchange.onBodyChunk(chunk)
      yield chunk
    }
  } finally {
    reader.detach()
  }
}
