import { MAX_SINGLE_PUT_BYTES } from '@landfall/core/wire/limits'
import { LandfallError } from '../errors/landfall-error.ts'
import type { UploadOptions } from '../options.ts'
import type { Platform } from '../platform/platform.ts'
import type { Source, UploadInput } from '../source/source.ts'

/** Opens what is to be uploaded, and refuses what cannot succeed before anything is read or sent. */
export async function openSource(
  platform: Platform,
  input: UploadInput,
  options: UploadOptions,
): Promise<Source> {
  if (typeof options.bucket !== 'string' || options.bucket === '') {
    throw new LandfallError({ code: 'INVALID_OPTIONS', message: 'Say which `bucket` to upload to' })
  }
  if (typeof input !== 'object' || input === null) {
    const hint = typeof input === 'string' ? ': upload { path } for a file, or a Blob for text' : ''
    throw new LandfallError({ code: 'SOURCE_UNREADABLE', message: `A ${typeof input} is no source${hint}` })
  }
  const hints = {
    fileSizeBytes: options.fileSizeBytes ?? null,
    wantsSha256: (options.checksum ?? 'sha256') === 'sha256',
  }
  const source = await platform.openSource(input, hints)
  if (source.sizeBytes <= MAX_SINGLE_PUT_BYTES) return source
  throw new LandfallError({
    code: 'SINGLE_PUT_TOO_LARGE',
    message: `The file has ${source.sizeBytes} bytes; one PUT takes at most ${MAX_SINGLE_PUT_BYTES}`,
    details: { limit_bytes: MAX_SINGLE_PUT_BYTES, asked_bytes: source.sizeBytes },
  })
}
