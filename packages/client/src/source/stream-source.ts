import { createHash } from 'node:crypto'
import { LandfallError } from '../errors/landfall-error.ts'
import { exactly } from './exactly.ts'
import type { Source, SourceHints } from './source.ts'
import { sourceSpent, sourceUnreadable } from './source-errors.ts'

/**
 * A stream: its length has to be known, its digest only is once it was sent, and it cannot be sent twice. So the SHA-256
 * is claimed at confirm instead of being signed into the request.
 */
export function sourceFromStream(chunks: AsyncIterable<Uint8Array>, hints: SourceHints): Source {
  const { fileSizeBytes: sizeBytes, wantsSha256 } = hints
  if (sizeBytes === null) {
    throw new LandfallError({
      code: 'INVALID_OPTIONS',
      message: 'A stream needs `fileSizeBytes`: its length is part of the signed request',
    })
  }
  let isSpent = false
  let sha256: string | null = null
  async function* read(): AsyncGenerator<Uint8Array> {
    if (isSpent) throw sourceSpent(null)
    isSpent = true
    const hash = wantsSha256 ? createHash('sha256') : null
    for await (const chunk of exactly(sizeBytes as number, readable(chunks))) {
      hash?.update(chunk)
      yield chunk
    }
    sha256 = hash?.digest('hex') ?? null
  }
  return {
    filename: null,
    contentType: null,
    sizeBytes,
    blob: null,
    isReplayable: false,
    canOpen: () => !isSpent,
    open: read,
    readSha256: () => sha256,
  }
}

async function* readable(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* chunks
  } catch (cause) {
    throw sourceUnreadable('The stream failed while it was read', cause)
  }
}
