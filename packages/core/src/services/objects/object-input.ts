import type { JsonObject } from '../../domain/upload.ts'

/** Where the bytes of a blob come from (CONTRACT 0.17). */
export type BlobSource =
  | { kind: 'upload'; uploadId: string }
  | { kind: 'data'; bytes: Uint8Array; contentType: string; filename: string }

export interface BlobInput {
  property: string
  /** Lower case. */
  type: string
  keyPrefix: string | null
  metadata: JsonObject | null
  source: BlobSource
}

export type Policy = 'insert' | 'update' | 'upsert'

export interface CreateObject {
  bucket: string
  keyPrefix: string | null
  metadata: JsonObject | null
  blobs: BlobInput[]
  policy: Policy | null
}

export interface UpdateObject {
  /** Id or name; null: any bucket of the namespace. */
  bucket: string | null
  objectId: string
  /** Absent: as it was. */
  keyPrefix: string | null
  /** Merged into what is there, member by member at the root. */
  metadata: JsonObject | null
  /** Replace all that there are; `null`: as they were. */
  blobs: BlobInput[] | null
}
