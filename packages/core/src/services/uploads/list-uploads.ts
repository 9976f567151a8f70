import type { Actor } from '../../domain/actor.ts'
import type { Filter } from '../../domain/filter/filter.ts'
import type { SortOrder } from '../../domain/page-cursor.ts'
import { type Result, succeed } from '../../domain/result.ts'
import type { UploadStatus } from '../../domain/upload-state.ts'
import type { UploadPage, UploadStats } from '../../ports/upload-ledger.ts'
import { locateBucket } from '../buckets/locate-bucket.ts'
import type { ServiceDeps } from '../deps.ts'
import { invalidCursor, isForeignCursor } from '../invalid-cursor.ts'

export interface FilterUploads {
  /** Id or name; null: all buckets of the namespace. */
  bucket: string | null
  statuses: readonly UploadStatus[] | undefined
  owner: string | undefined
  search: string | undefined
  filter: Filter | undefined
}

export interface ListUploads extends FilterUploads {
  sort: SortOrder | undefined
  limit: number
  offset: number | undefined
  cursor: string | undefined
}

export async function listUploads(
  deps: ServiceDeps,
  actor: Actor,
  input: ListUploads,
): Promise<Result<UploadPage>> {
  const located = await locateBucket(deps, actor, input.bucket)
  if (!located.ok) return located
  const query = { ...input, bucketId: located.value }
  if (isForeignCursor('upload', query)) return invalidCursor()
  return succeed(await deps.uploads.list(actor, query))
}

export async function countUploads(
  deps: ServiceDeps,
  actor: Actor,
  input: FilterUploads,
): Promise<Result<UploadStats>> {
  const located = await locateBucket(deps, actor, input.bucket)
  if (!located.ok) return located
  return succeed(await deps.uploads.stats(actor, { ...input, bucketId: located.value }))
}
