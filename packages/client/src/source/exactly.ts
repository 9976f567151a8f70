import { sourceChanged, sourceUnreadable } from './source-errors.ts'

/** Passes on exactly the promised number of bytes: the length is signed, so one more or less can only fail later. */
export async function* exactly(
  sizeBytes: number,
  chunks: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  let readBytes = 0
  for await (const chunk of chunks) {
    if (!(chunk instanceof Uint8Array)) throw sourceUnreadable('A stream has to yield Uint8Array chunks')
    readBytes += chunk.byteLength
    if (readBytes > sizeBytes) break
    if (chunk.byteLength > 0) yield chunk
  }
  if (readBytes === sizeBytes) return
  const seen = readBytes > sizeBytes ? 'more' : `only ${readBytes}`
  throw sourceChanged(`The source has ${seen} bytes instead of ${sizeBytes}`, {
    expected: sizeBytes,
    observed: readBytes,
  })
}
