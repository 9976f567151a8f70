import type { Actor } from '../../domain/actor.ts'
import { type Result, succeed } from '../../domain/result.ts'
import type { BucketPage, BucketQuery } from '../../ports/bucket-registry.ts'
import type { ServiceDeps } from '../deps.ts'
import { invalidCursor, isForeignCursor } from '../invalid-cursor.ts'

export async function listBuckets(
  deps: ServiceDeps,
  actor: Actor,
  query: BucketQuery,
): Promise<Result<BucketPage>> {
  if (isForeignCursor('bucket', query)) return invalidCursor()
  return succeed(await deps.buckets.list(actor, query))
}
