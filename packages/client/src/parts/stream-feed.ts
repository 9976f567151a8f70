import { bodyOfBytes } from '../source/bytes-source.ts'
import type { Part, PartFeed } from './part-feed.ts'

/**
 * Parts of a stream. Each is held in memory until the store has it, so that it can be sent again; memory is used again
 * for later parts and never is more than what is on its way and one part that is being read.
 */
export function feedFromStream(chunks: AsyncIterable<Uint8Array>, partSizeBytes: number): PartFeed {
  const parts = cut(chunks, partSizeBytes)
  let reading: Promise<unknown> = Promise.resolve()
  return {
    next: () => {
      // Several ask at once; they are served one after the other.
      const part = reading.then(async () => (await parts.next()).value ?? null)
      reading = part.catch(() => undefined)
      return part
    },
    // Of an unsized one that is not known, and a URL that nobody needs would reserve quota for a whole part.
    batchFrom: () => [],
  }
}

async function* cut(
  chunks: AsyncIterable<Uint8Array>,
  partSizeBytes: number,
): AsyncGenerator<Part, undefined> {
  const free: Uint8Array<ArrayBuffer>[] = []
  let buffer = new Uint8Array(partSizeBytes)
  let filled = 0
  let number = 1
  let totalBytes = 0
  const part = (isLast: boolean): Part => {
    const whole = buffer
    return {
      number,
      body: bodyOfBytes(whole.subarray(0, filled)),
      totalBytes: isLast ? totalBytes : null,
      release: () => void free.push(whole),
    }
  }
  for await (const chunk of chunks) {
    for (let at = 0; at < chunk.byteLength; ) {
      // Only with the next byte it is known that the full part is not the last one.
      if (filled === partSizeBytes) {
        yield part(false)
        number += 1
        filled = 0
        buffer = free.pop() ?? new Uint8Array(partSizeBytes)
      }
      const piece = chunk.subarray(at, at + partSizeBytes - filled)
      buffer.set(piece, filled)
      filled += piece.byteLength
      at += piece.byteLength
      totalBytes += piece.byteLength
    }
  }
  yield part(true)
  return undefined
}
