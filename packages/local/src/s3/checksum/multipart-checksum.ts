import { combineCrcs, isCrc } from './crc-combine.ts'
import { DigestSet } from './digest-set.ts'
import type { ChecksumAlgorithm } from './hasher.ts'

/** FULL_OBJECT: of the bytes. COMPOSITE: of the parts' checksums one after the other, as in `md5-of-md5s-N`. */
export type ChecksumType = 'FULL_OBJECT' | 'COMPOSITE'

/** How a multipart upload is checked, settled when it begins. */
export type ChecksumPlan = {
  algorithm: ChecksumAlgorithm
  type: ChecksumType
  /** false where the client named none; S3 then computes one by itself and takes none for the parts. */
  isDeclared: boolean
}

/** `value` is base64, as S3 writes it: a composite one without its `-N`. */
export type PartDigest = { sizeBytes: number; value: string }

function fromBase64(value: string): Buffer {
  return Buffer.from(value, 'base64')
}

export async function digestOfDigests(
  algorithm: ChecksumAlgorithm | 'MD5',
  digests: readonly Buffer[],
): Promise<Buffer> {
  const set = await DigestSet.create([algorithm])
  for (const digest of digests) set.update(digest)
  return set.digest(algorithm)
}

/** The object's checksum from those of its parts, without reading a byte of it again. */
export async function combineChecksums(plan: ChecksumPlan, parts: readonly PartDigest[]): Promise<string> {
  const { algorithm } = plan
  if (plan.type === 'FULL_OBJECT' && isCrc(algorithm)) {
    const crcs = parts.map(part => ({ crc: fromBase64(part.value), sizeBytes: part.sizeBytes }))
    return combineCrcs(algorithm, crcs).toString('base64')
  }
  const digest = await digestOfDigests(
    algorithm,
    parts.map(part => fromBase64(part.value)),
  )
  return `${digest.toString('base64')}-${parts.length}`
}
