import { createHash } from 'node:crypto'
import type { Source } from '../source/source.ts'

/** SHA-256 in lower-case hex, a chunk at a time; `null` for a stream, which could not be read again afterwards. */
export async function nodeSha256(
  source: Source,
  how: { signal: AbortSignal; onHashed: (bytes: number) => void },
): Promise<string | null> {
  if (!source.isReplayable) return null
  const hash = createHash('sha256')
  let hashedBytes = 0
  for await (const chunk of source.open()) {
    how.signal.throwIfAborted()
    hash.update(chunk)
    hashedBytes += chunk.byteLength
    how.onHashed(hashedBytes)
  }
  return hash.digest('hex')
}
