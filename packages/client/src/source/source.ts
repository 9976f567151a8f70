/** What can be uploaded. A path or a stream only in Node; a stream needs `fileSizeBytes`. */
export type UploadInput = Blob | Uint8Array | ArrayBuffer | { path: string | URL } | AsyncIterable<Uint8Array>

/** Bytes of a known length, together with what their container knows about them. */
export interface Source {
  /** `null` where the container has no name. */
  filename: string | null
  contentType: string | null
  sizeBytes: number
  /** The same bytes as a Blob, where that costs nothing: what XHR and `fetch` send. */
  blob: Blob | null
  /** Whether it can be opened more than once; a stream cannot. */
  isReplayable: boolean
  /** Whether it can be opened now. */
  canOpen(): boolean
  /**
   * The bytes, never more than a chunk of them in memory. Throws `SOURCE_CHANGED` or `SOURCE_UNREADABLE`.
   */
  open(): AsyncIterable<Uint8Array>
  /** SHA-256 in lower-case hex of a stream that was read to its end; `null` before, and for all other sources. */
  readSha256(): string | null
}

/** What `upload` was told about the source. */
export interface SourceHints {
  fileSizeBytes: number | null
  wantsSha256: boolean
}
