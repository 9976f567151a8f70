import type { Checksum, ChecksumAlgorithm } from './checksum.ts'

/**
 * The verdict of a confirm: what was declared at create, what the client claims now, what the store holds. Pure; the
 * only place that decides whether bytes are the right bytes.
 */

/** What the client declared when it asked for the URL. */
export interface Declared {
  fileSizeBytes: number | null
  checksum: Checksum | null
}

/** What the client says at confirm; every part is optional. */
export interface Claim {
  /** Without quotes, see `normalizeEtag`. */
  etag: string | null
  fileSizeBytes: number | null
  checksum: Checksum | null
}

export const EMPTY_CLAIM: Claim = { etag: null, fileSizeBytes: null, checksum: null }

/** What HEAD showed. */
export interface ObservedObject {
  /** Without quotes. Opaque: not a digest (KMS, multipart). */
  etag: string
  sizeBytes: number
  contentType: string | null
  /** Only on a versioned bucket. */
  versionId: string | null
  /** Full-object checksums in base64, as far as the store gives them. */
  checksums: Partial<Record<ChecksumAlgorithm, string>>
}

export type EtagWitness = 'matched' | 'not_claimed' | 'unavailable'
export type ChecksumWitness = 'matched' | 'not_claimed' | 'unavailable'

export type Verdict =
  | { matches: true; checksum: ChecksumWitness }
  | {
      matches: false
      code: 'ETAG_MISMATCH' | 'SIZE_MISMATCH' | 'CHECKSUM_MISMATCH'
      /** The witness that disagrees with the store: the create or the confirm. */
      source: 'declared' | 'claimed'
      expected: string | number
      observed: string | number
      algorithm?: ChecksumAlgorithm
    }

export interface Evidence {
  declared: Declared
  claim: Claim
  observed: ObservedObject
  /** ETag that the uploader saw; differs from `observed.etag` where a sealed copy is judged. */
  sourceEtag: string
}

export function verifyObject({ declared, claim, observed, sourceEtag }: Evidence): Verdict {
  return (
    differingSize('declared', declared.fileSizeBytes, observed.sizeBytes) ??
    differingSize('claimed', claim.fileSizeBytes, observed.sizeBytes) ??
    differingEtag(claim.etag, sourceEtag) ??
    differingChecksum('declared', declared.checksum, observed) ??
    differingChecksum('claimed', claim.checksum, observed) ?? {
      matches: true,
      checksum: checksumWitness([declared.checksum, claim.checksum], observed),
    }
  )
}

type Source = 'declared' | 'claimed'

function differingSize(source: Source, expected: number | null, observed: number): Verdict | null {
  if (expected === null || expected === observed) return null
  return { matches: false, code: 'SIZE_MISMATCH', source, expected, observed }
}

function differingEtag(claimed: string | null, observed: string): Verdict | null {
  if (claimed === null || claimed === observed) return null
  return { matches: false, code: 'ETAG_MISMATCH', source: 'claimed', expected: claimed, observed }
}

function differingChecksum(
  source: Source,
  expected: Checksum | null,
  object: ObservedObject,
): Verdict | null {
  if (expected === null) return null
  const { algorithm, value } = expected
  const observed = object.checksums[algorithm]
  if (observed === undefined || observed === value) return null
  return { matches: false, code: 'CHECKSUM_MISMATCH', source, expected: value, observed, algorithm }
}

/** `unavailable` as soon as one claimed digest could not be compared: the receipt is never silently weaker. */
function checksumWitness(claims: (Checksum | null)[], observed: ObservedObject): ChecksumWitness {
  const given = claims.filter(claim => claim !== null)
  if (given.length === 0) return 'not_claimed'
  return given.every(claim => observed.checksums[claim.algorithm] !== undefined) ? 'matched' : 'unavailable'
}
