/** One change of one key, for those outside who have to hear of it. */
export type ObjectChange = {
  kind: 'Put' | 'Copy' | 'CompleteMultipartUpload' | 'Delete' | 'DeleteMarkerCreated'
  bucket: string
  key: string
  /** The version that came or went. */
  versionId: string
  /** Of this change; a key's changes are in this order. */
  sequence: number
  atMs: number
  /** Only of an object that came. */
  size?: number
  etag?: string
  /** The sequence of the version that went. */
  removes?: number
}

export type LoggedChange = {
  /** It has happened. */
  confirm(): Promise<void>
  /** It has not happened and will not. */
  forget(): Promise<void>
}

/** Told of every change before it happens, under the key's lock, so that no death in between can hide it. */
export interface ChangeLog {
  /** Resolves when the announcement outlives the process. */
  begin(change: ObjectChange): Promise<LoggedChange>
}
