import type { Actor } from '../../domain/actor.ts'
import { notFound, type Result, succeed } from '../../domain/result.ts'
import type { ServiceDeps } from '../deps.ts'

/** Id of the bucket that goes by this id or name; null stays null, "any bucket of the namespace". */
export async function locateBucket(
  deps: ServiceDeps,
  actor: Actor,
  ref: string | null,
): Promise<Result<string | null>> {
  if (ref === null) return succeed(null)
  const bucket = await deps.buckets.find(actor, ref)
  return bucket ? succeed(bucket.bucketId) : notFound('bucket', ref)
}
