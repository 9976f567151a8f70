import { createHash } from 'node:crypto'
import { type Crc64, createCrc64 } from '../hash/crc64.ts'
import { sourceFromBytes } from './bytes-source.ts'
import { exactly } from './exactly.ts'
import type { Source, SourceHints, StreamDigests } from './source.ts'
import { sourceSpent, sourceUnreadable } from './source-errors.ts'

/**
 * A stream: its digest is known only once it was sent, and it cannot be sent twice. So the digest is claimed at confirm
 * instead of being signed into the request. One without a length is read ahead: most are short, and then are a source
 * like any other.
 */
export async function sourceFromStream(
  chunks: AsyncIterable<Uint8Array>,
  hints: SourceHints,
): Promise<Source> {
  const { fileSizeBytes, streamDigest } = hints
  if (fileSizeBytes !== null)
    return streamSource(exactly(fileSizeBytes, readable(chunks)), fileSizeBytes, streamDigest)
  const { held, rest } = await readAhead(readable(chunks), hints.heldBytes)
  if (rest === null) return sourceFromBytes(Buffer.concat(held))
  return streamSource(chain(held, rest), null, streamDigest)
}

function streamSource(
  chunks: AsyncIterable<Uint8Array>,
  sizeBytes: number | null,
  streamDigest: SourceHints['streamDigest'],
): Source {
  let isSpent = false
  let digests: StreamDigests | null = null
  async function* read(): AsyncGenerator<Uint8Array> {
    if (isSpent) throw sourceSpent(null)
    isSpent = true
    const sha256 = streamDigest === 'sha256' ? createHash('sha256') : null
    const crc64: Crc64 | null = streamDigest === 'crc64nvme' ? await createCrc64() : null
    for await (const chunk of chunks) {
      sha256?.update(chunk)
      crc64?.update(chunk)
      yield chunk
    }
    digests = { sha256: sha256?.digest('hex') ?? null, crc64nvme: crc64?.digest() ?? null }
  }
  return {
    filename: null,
    contentType: null,
    modifiedAtMs: null,
    sizeBytes,
    blob: null,
    isReplayable: false,
    canOpen: () => !isSpent,
    open: read,
    slice: null,
    readDigests: () => digests,
  }
}

/** `rest`: what follows; `null` where the stream has ended. */
async function readAhead(chunks: AsyncIterable<Uint8Array>, heldBytes: number) {
  const rest = chunks[Symbol.asyncIterator]()
  const held: Uint8Array[] = []
  for (let bytes = 0; bytes <= heldBytes; ) {
    const { done, value } = await rest.next()
    if (done) return { held, rest: null }
    if (!(value instanceof Uint8Array)) throw sourceUnreadable('A stream has to yield Uint8Array chunks')
    held.push(value)
    bytes += value.byteLength
  }
  return { held, rest }
}

async function* chain(held: Uint8Array[], rest: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  // What was passed on is let go of.
  for (let chunk = held.shift(); chunk !== undefined; chunk = held.shift()) yield chunk
  try {
    for (;;) {
      const { done, value } = await rest.next()
      if (done) return
      yield value
    }
  } finally {
    await rest.return?.()
  }
}

async function* readable(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* chunks
  } catch (cause) {
    throw sourceUnreadable('The stream failed while it was read', cause)
  }
}
