import type { Checksum, ChecksumAlgorithm } from '../domain/checksum.ts'
import type { ObservedObject } from '../domain/verify-object.ts'

export interface PresignPut {
  key: string
  expiresInSeconds: number
  /** Always signed: the PUT has to send exactly this. */
  contentType: string
  /** Signed where declared; a body of any other length is refused by the store. */
  contentLengthBytes: number | null
  /** Signs `If-None-Match: *`. Only for clients that send the headers we return. */
  ifNoneMatch: boolean
  /** Signed as a header. In the query S3 would sign it and then ignore it, so it never goes there. */
  checksum: Checksum | null
}

export interface SignedPut {
  url: string
  /** What the client has to set, lower-case names. Not the content-length: HTTP clients set it from the body. */
  headers: Record<string, string>
}

export interface PresignGet {
  key: string
  versionId: string | null
  expiresInSeconds: number
  contentDisposition: string
  contentType: string
}

export interface CopyRequest {
  sourceKey: string
  sourceVersionId: string | null
  targetKey: string
  /** The copy happens only if the source still has this ETag (without quotes). */
  ifSourceEtag: string
  contentType: string
  /** Ask the store to compute a SHA-256 of the copy. */
  checksumAlgorithm: ChecksumAlgorithm | null
}

/**
 * `changed`: the source's ETag is another one by now. `absent`: the source is gone. The copy's own state is read with
 * HEAD; an error inside a 200 is thrown like any other.
 */
export type CopyOutcome = 'copied' | 'changed' | 'absent'

/**
 * The bytes. Every method is one request; none retries on its own beyond what the SDK does.
 * Throws `InfrastructureError`: `STORAGE_UNAVAILABLE` (timeouts, 5xx, refused connections; safe to repeat),
 * `STORAGE_MISCONFIGURED` (denied, bucket missing; an operator has to act).
 */
export interface ObjectStore {
  presignPut(request: PresignPut): Promise<SignedPut>
  presignGet(request: PresignGet): Promise<string>
  /** `null` when there is nothing at the key. */
  head(key: string, versionId?: string | null): Promise<ObservedObject | null>
  copy(request: CopyRequest): Promise<CopyOutcome>
  /** Bytes that the server itself has: small ones, at a key that nobody has a URL for. */
  putBytes(key: string, bytes: Uint8Array, contentType: string): Promise<unknown>
  /**
   * Deletes the key (a named version where one is given; conditionally where an ETag is given and the store can).
   * A missing key counts as deleted; `changed` means other bytes lie there and nothing was deleted.
   */
  delete(
    key: string,
    condition?: { versionId?: string | null; ifEtag?: string | null },
  ): Promise<'deleted' | 'changed'>
  /** Asks the store for the bucket; resolves when it answers that we may use it. */
  checkAccess(): Promise<void>
}
