import type { Guard } from './upload-state.ts'

/**
 * What a store was seen to do (never assumed from its name). `null` where nothing is known yet, which means the safer
 * path everywhere.
 */
export interface StoreCapabilities {
  /** A second PUT under a signed `If-None-Match: *` answered 412 and changed nothing. */
  conditionalPut: boolean
  /** A PUT with an `x-amz-*` header that nobody signed was refused. */
  refusesUnsignedHeaders: boolean
  /** CopyObject with a wrong `x-amz-copy-source-if-match` answered 412. */
  conditionalCopy: boolean
  /** CopyObject with `x-amz-checksum-algorithm: SHA256` gave a SHA-256 that HEAD returns. */
  copyComputesSha256: boolean
  /** A wrong signed `x-amz-checksum-sha256` was refused, and HEAD returns the right one. */
  verifiesChecksum: boolean
  /** DeleteObject with a wrong `If-Match` answered 412 and deleted nothing. */
  conditionalDelete: boolean
  /** A body longer than a signed content-length was refused. */
  enforcesLength: boolean
  /** HEAD of a missing key is 404, not 403 (S3 needs ListBucket for that). */
  headMissingIs404: boolean
  /** CompleteMultipartUpload under `If-None-Match: *` answered 412 where the key was taken, and made an object where not. */
  conditionalComplete: boolean
  /** CompleteMultipartUpload with a wrong `x-amz-mp-object-size` was refused. */
  checksObjectSize: boolean
  /** ListParts answered one part a page, and the next after its marker. */
  pagesParts: boolean
  /** ListMultipartUploads names an open multipart by its key. */
  listsMultiparts: boolean
  /** PUT answered a version id. */
  versioned: boolean
}

/** CONDITIONAL needs a client that sends our headers and a store that obeys them; everything else is sealed. */
export function chooseGuard(capabilities: StoreCapabilities | null, sendsHeaders: boolean): Guard {
  const obeys = capabilities?.conditionalPut === true && capabilities.refusesUnsignedHeaders
  return sendsHeaders && obeys ? 'CONDITIONAL' : 'SEALED'
}
