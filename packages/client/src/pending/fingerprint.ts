import type { CreateUploadInput } from '../api/create-trpc.ts'
import type { Platform } from '../platform/platform.ts'
import type { Source } from '../source/source.ts'

const EDGE_BYTES = 1024 ** 2

/**
 * By what the same file is known again: its size, the time of its last change, a hash of its first and last mebibyte and
 * of what was asked for with it (another name or bucket is another upload). A file that was changed only in its middle
 * and kept its time would be taken for the same; the checksum of the whole then differs at confirm, and everything is
 * sent again. `null` where it cannot be computed.
 */
export async function fingerprintOf(
  { platform, source }: { platform: Platform; source: Source },
  asked: CreateUploadInput,
  signal: AbortSignal,
): Promise<string | null> {
  const { slice, sizeBytes, modifiedAtMs } = source
  if (slice === null || sizeBytes === null) return null
  const text = new TextEncoder().encode(JSON.stringify(asked))
  const first = slice(0, Math.min(sizeBytes, EDGE_BYTES))
  const last = slice(Math.max(0, sizeBytes - EDGE_BYTES), sizeBytes)
  async function* open() {
    yield text
    yield* first.open()
    yield* last.open()
  }
  const blob = first.blob && last.blob && new Blob([text, first.blob, last.blob])
  const hash = await platform.crc64nvme({ blob, open }, signal)
  return hash === null ? null : [sizeBytes, modifiedAtMs ?? '', hash].join('-')
}

/** Milliseconds since 1970; `null` where the source did not know. */
export function modifiedAtOf(fingerprint: string | null): number | null {
  const text = fingerprint?.split('-')[1]
  return text ? Number(text) : null
}
