import { LandfallError } from '../errors/landfall-error.ts'
import type { UploadOptions } from '../options.ts'
import { STREAM_PART_BYTES } from '../parts/part-size.ts'
import type { Source, SourceHints, UploadInput } from '../source/source.ts'
import type { UploadDeps } from './upload-job.ts'

/** Opens what is to be uploaded, and refuses what cannot succeed before anything is read or sent. */
export async function openSource(
  deps: Pick<UploadDeps, 'platform' | 'settings'>,
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
  return deps.platform.openSource(input, hintsOf(deps, options))
}

function hintsOf({ settings }: Pick<UploadDeps, 'settings'>, options: UploadOptions): SourceHints {
  const { fileSizeBytes = null, checksum = 'sha256' } = options
  const { multipartThresholdBytes } = settings
  const isInParts = fileSizeBytes === null || fileSizeBytes > multipartThresholdBytes
  const streamDigest = isInParts ? 'crc64nvme' : 'sha256'
  return {
    fileSizeBytes,
    streamDigest: checksum === 'sha256' || (isInParts && checksum !== 'none') ? streamDigest : null,
    heldBytes: Math.min(multipartThresholdBytes, STREAM_PART_BYTES),
  }
}
