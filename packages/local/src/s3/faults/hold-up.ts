import { Readable } from 'node:stream'
import type { Exchange, S3Response } from '../http/exchange.ts'

/** Waiting and cutting on one connection. */
export type HeldConnection = { exchange: Exchange; hold: AbortSignal }

/** A longer timer would fire at once. */
const MAX_TIMER_MS = 2 ** 31 - 1

/** Ends early when the client gives up or nothing shall be held any more. */
export function pause({ exchange, hold }: HeldConnection, ms: number): Promise<void> {
  const { socket } = exchange.req
  if (socket.destroyed || hold.aborted) return Promise.resolve()
  return new Promise(resolve => {
    const done = () => {
      clearTimeout(timer)
      socket.off('close', done)
      hold.removeEventListener('abort', done)
      resolve()
    }
    const timer = setTimeout(done, Math.min(ms, MAX_TIMER_MS))
    socket.once('close', done)
    hold.addEventListener('abort', done)
  })
}

/** By a reset, as when a machine dies: the other side must not take it for an end. */
export function dropConnection({ req }: Exchange): void {
  req.socket.resetAndDestroy()
}

export type Pace = { bytesPerSecond: number | undefined; afterBytes: number | undefined }

/** Small enough that a slow body trickles rather than comes in bursts. */
const PIECES_PER_SECOND = 10

async function* trickle(at: HeldConnection, body: AsyncIterable<Buffer>, pace: Pace): AsyncGenerator<Buffer> {
  const { bytesPerSecond = Number.POSITIVE_INFINITY, afterBytes = Number.POSITIVE_INFINITY } = pace
  const pieceBytes = Math.max(1, Math.floor(bytesPerSecond / PIECES_PER_SECOND))
  let sentBytes = 0
  for await (const chunk of body) {
    for (let from = 0; from < chunk.length; from += pieceBytes) {
      const piece = chunk.subarray(from, from + Math.min(pieceBytes, afterBytes - sentBytes))
      if (pace.bytesPerSecond !== undefined) await pause(at, (piece.length / bytesPerSecond) * 1000)
      sentBytes += piece.length
      yield piece
      if (sentBytes < afterBytes) continue
      // Once what was let through has really left: a reset would take it back.
      at.exchange.res.once('finish', () => at.exchange.req.socket.destroySoon())
      return
    }
  }
}

/** The answer's body slowly, or only its beginning; the length that its headers announce stays as it was. */
export function slowBody(at: HeldConnection, body: S3Response['body'], pace: Pace): Readable {
  const whole = typeof body === 'object' ? body : Readable.from([Buffer.from(body ?? '')])
  return Readable.from(trickle(at, whole, pace))
}
