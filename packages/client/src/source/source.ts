/** What can be uploaded. A path or a stream only in Node. */
export type UploadInput = Blob | Uint8Array | ArrayBuffer | { path: string | URL } | AsyncIterable<Uint8Array>

/** Bytes of a known length: what one PUT sends. */
export interface Body {
  sizeBytes: number
  /** The same bytes as a Blob, where that costs nothing: what XHR and `fetch` send. */
  blob: Blob | null
  /**
   * The bytes, never more than a chunk of them in memory: a chunk is good until the next one is asked for. Throws
   * `SOURCE_CHANGED` or `SOURCE_UNREADABLE`.
   */
  open(): AsyncIterable<Uint8Array>
}

/** Digests of a stream that was read to its end. */
export interface StreamDigests {
  /** Lower-case hex. */
  sha256: string | null
  /** base64 */
  crc64nvme: string | null
}

/** All bytes of an upload, together with what their container knows about them. */
export interface Source extends Omit<Body, 'sizeBytes'> {
  /** `null`: a stream whose length nobody told. */
  sizeBytes: number | null
  /** `null` where the container has no name. */
  filename: string | null
  contentType: string | null
  /** Milliseconds since 1970; `null` where the container does not know. */
  modifiedAtMs: number | null
  /** Whether it can be opened more than once; a stream cannot. */
  isReplayable: boolean
  /** Whether it can be opened now. */
  canOpen(): boolean
  /** The bytes from `start` up to and without `end`; `null`: a stream, which can only be read from its beginning. */
  slice: ((start: number, end: number) => Body) | null
  /** `null` before a stream was read to its end, and for all other sources. */
  readDigests(): StreamDigests | null
}

/** For one PUT of everything, which has to tell its length first. */
export function wholeOf(source: Source): Body {
  if (source.sizeBytes === null) throw new RangeError('A stream without a length cannot be one PUT')
  return { sizeBytes: source.sizeBytes, blob: source.blob, open: source.open }
}

/** What `upload` was told about the source. */
export interface SourceHints {
  fileSizeBytes: number | null
  /** What a stream computes while it is read. */
  streamDigest: keyof StreamDigests | null
  /** A stream without a length that ends within so many bytes is held in memory, and then is a source like any other. */
  heldBytes: number
}
