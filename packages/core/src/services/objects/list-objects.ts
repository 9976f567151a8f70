import type { Actor } from '../../domain/actor.ts'
import type { Filter } from '../../domain/filter/filter.ts'
import type { SortOrder } from '../../domain/page-cursor.ts'
import { type Result, succeed } from '../../domain/result.ts'
import type { ObjectStats } from '../../ports/object-catalog.ts'
import { locateBucket } from '../buckets/locate-bucket.ts'
import type { ServiceDeps } from '../deps.ts'
import { invalidCursor, isForeignCursor } from '../invalid-cursor.ts'

export interface FilterObjects {
  /** Id or name; null: all buckets of the namespace. */
  bucket: string | null
  search: string | undefined
  filter: Filter | undefined
}

export interface ListObjects extends FilterObjects {
  sort: SortOrder | undefined
  limit: number
  offset: number | undefined
  cursor: string | undefined
}

export async function listObjects(deps: ServiceDeps, actor: Actor, input: ListObjects) {
  const located = await locateBucket(deps, actor, input.bucket)
  if (!located.ok) return located
  const query = { ...input, bucketId: located.value }
  if (isForeignCursor('object', query)) return invalidCursor()
  return succeed(await deps.objects.list(actor, query))
}

export async function countObjects(
  deps: ServiceDeps,
  actor: Actor,
  input: FilterObjects,
): Promise<Result<ObjectStats>> {
  const located = await locateBucket(deps, actor, input.bucket)
  if (!located.ok) return located
  return succeed(await deps.objects.stats(actor, { ...input, bucketId: located.value }))
}
