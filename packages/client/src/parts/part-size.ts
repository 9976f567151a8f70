import { MIN_PART_BYTES } from '@landfall/core/wire/limits'
import type { Source } from '../source/source.ts'
import type { PartsTicket, UploadJob } from '../upload/upload-job.ts'

const MIB = 1024 ** 2
const LARGEST_WISH_BYTES = 64 * MIB
/** More would only mean more requests: each part costs a signature, and in a browser a preflight of its own. */
const PARTS = 256
/** A stream's parts are held in memory. Without a known size it may grow to 10,000 of these, 156 GiB. */
export const STREAM_PART_BYTES = 16 * MIB
/** Of a stream, so much is on its way at the same time. */
const STREAM_BYTES = 64 * MIB

/** Parts that are sent at the same time. */
export function parallelParts({ source, platform }: UploadJob, { partSizeBytes }: PartsTicket): number {
  if (source.slice !== null) return platform.parallelParts
  return Math.max(1, Math.min(platform.parallelParts, Math.floor(STREAM_BYTES / partSizeBytes)))
}

/** What is asked for; the server raises it where the file would need more than 10,000 parts. */
export function wishedPartSize({ sizeBytes, slice }: Pick<Source, 'sizeBytes' | 'slice'>): number {
  if (slice === null || sizeBytes === null) return STREAM_PART_BYTES
  const wish = 2 ** Math.ceil(Math.log2(Math.max(1, sizeBytes / PARTS)))
  return Math.min(LARGEST_WISH_BYTES, Math.max(MIN_PART_BYTES, wish))
}
