import type { Checksum, ChecksumAlgorithm } from '../domain/checksum.ts'
import type { StoredPart } from '../domain/multipart.ts'
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

export interface ListedKey {
  key: string
  sizeBytes: number
  /** Without quotes. */
  etag: string | null
  lastModifiedAt: Date | null
}

export interface ListedPage {
  keys: ListedKey[]
  isLast: boolean
}

/**
 * `changed`: the source's ETag is another one by now. `absent`: the source is gone. `repeated`: copied, but the bucket keeps
 * versions and the SDK sent the request twice, so two may lie there: copy to another key. The copy's own state is read
 * with HEAD; an error inside a 200 is thrown like any other.
 */
export type CopyOutcome = 'copied' | 'changed' | 'absent' | 'repeated'

/** A multipart in the store: the key it will be, and the id that the store gave it. */
export interface MultipartRef {
  key: string
  multipartUploadId: string
}

export interface PresignPart extends MultipartRef {
  partNumber: number
  /** Signed; a body of any other length is refused by the store. */
  contentLengthBytes: number
  expiresInSeconds: number
}

export interface PartsPage {
  /** By number. */
  parts: StoredPart[]
  /** The `after` of the next page; null on the last one. */
  next: number | null
}

export interface MultipartsPage {
  multiparts: MultipartRef[]
  /** The `after` of the next page; null on the last one. */
  next: MultipartRef | null
}

export interface CompleteRequest extends MultipartRef {
  /** By number; parts that are not named are left out of the object. */
  parts: readonly Pick<StoredPart, 'partNumber' | 'etag'>[]
  /** The store compares it with what it puts together. `null`: not asked to. */
  objectSizeBytes: number | null
  /** Nothing may lie at the key. */
  ifNoneMatch: boolean
}

/**
 * `absent`: no such multipart: completed, aborted or never begun, which HEAD tells apart. `conflict`: something lies at
 * the key already, or came there meanwhile. `changed`: a part is not the one that was named.
 */
export type CompleteOutcome = 'completed' | 'absent' | 'conflict' | 'changed'

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
  /**
   * Bytes that the server itself has: small ones, at a key that nobody has a URL for. What might lie there in two versions,
   * since the SDK sent it twice, is unavailable.
   */
  putBytes(key: string, bytes: Uint8Array, contentType: string): Promise<unknown>
  /**
   * Deletes the key (a named version where one is given; conditionally where an ETag is given and the store can).
   * A missing key counts as deleted; `changed` means other bytes lie there and nothing was deleted.
   */
  delete(
    key: string,
    condition?: { versionId?: string | null; ifEtag?: string | null },
  ): Promise<'deleted' | 'changed'>
  /**
   * One page of the keys under a prefix, after a key, in the order of `compareKeys`. `isLast`: there are no more. Bytes
   * that were PUT before the call are in it.
   */
  list(request: { prefix: string; after: string; limit: number }): Promise<ListedPage>
  /** A small text of our own (`_landfall/` alone); `null` where there is none. */
  readText(key: string): Promise<string | null>
  /** Replaces what is there; on a bucket that keeps versions, what this process wrote there before goes. */
  writeText(key: string, text: string): Promise<void>
  /** Answers the store's id. No checksum algorithm is declared: stores would then refuse parts that bring none. */
  createMultipart(request: { key: string; contentType: string }): Promise<string>
  presignPart(request: PresignPart): Promise<SignedPut>
  /** One page of the parts with a number above `after`. `null`: no such multipart. */
  listParts(ref: MultipartRef, page: { after: number; limit: number }): Promise<PartsPage | null>
  completeMultipart(request: CompleteRequest): Promise<CompleteOutcome>
  /** A missing multipart counts as aborted. A part that is on its way may still land: ask `listParts`. */
  abortMultipart(ref: MultipartRef): Promise<void>
  /** The ETag that S3 gives parts with these ETags, put together; null where they are no MD5s. Arithmetic. */
  multipartEtag(partEtags: readonly string[]): string | null
  /** Ids of the open multiparts of exactly this key; at least some of them, as long as there are any. */
  listMultiparts(key: string): Promise<string[]>
  /** One page of the open multiparts under a prefix, after one that another page ended with (`null`: from the first). */
  listOpenMultiparts(request: {
    prefix: string
    after: MultipartRef | null
    limit: number
  }): Promise<MultipartsPage>
  /** Asks the store for the bucket; resolves when it answers that we may use it. */
  checkAccess(): Promise<void>
}
