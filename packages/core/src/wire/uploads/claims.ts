import type { z } from 'zod'
import { type Checksum, checksumOfFileHash } from '../../domain/checksum.ts'
import { checksumSchema, fileHash } from '../common.ts'

/** Fields that state what the bytes are: `file_hash` and the SHA256 `checksum` are one fact in two spellings. */
export const digestFields = {
  /** SHA-256 of the content in lower-case hex. */
  file_hash: fileHash.nullish(),
  checksum: checksumSchema.nullish(),
}

interface Digests {
  file_hash?: string | null | undefined
  checksum?: Checksum | null | undefined
}

/** For `superRefine`: disagreement is the caller's mistake, 422 (CONTRACT 0.7). */
export function agreeOnDigest(value: Digests, context: z.RefinementCtx): void {
  const { file_hash: hash, checksum } = value
  if (!hash || checksum?.algorithm !== 'SHA256') return
  if (checksumOfFileHash(hash).value === checksum.value) return
  context.addIssue({ code: 'custom', path: ['checksum', 'value'], message: 'disagrees with file_hash' })
}

export function digestOf(value: Digests): Checksum | null {
  return value.checksum ?? (value.file_hash ? checksumOfFileHash(value.file_hash) : null)
}
