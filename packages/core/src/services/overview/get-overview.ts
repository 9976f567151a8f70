import type { Actor } from '../../domain/actor.ts'
import { type Result, succeed } from '../../domain/result.ts'
import type { Overview } from '../../ports/overview-reader.ts'
import { MAX_ATTENTION_COUNT, MAX_ATTENTION_ITEMS, QUOTA_WARNING_SHARE } from '../../wire/limits.ts'
import { locateBucket } from '../buckets/locate-bucket.ts'
import type { ServiceDeps } from '../deps.ts'

export async function getOverview(
  deps: ServiceDeps,
  actor: Actor,
  input: { bucket: string | null; days: number },
): Promise<Result<Overview>> {
  const located = await locateBucket(deps, actor, input.bucket)
  if (!located.ok) return located
  const overview = await deps.overview.read(actor, {
    bucketId: located.value,
    days: input.days,
    maxItems: MAX_ATTENTION_ITEMS,
    maxCount: MAX_ATTENTION_COUNT,
    quotaShare: QUOTA_WARNING_SHARE,
  })
  return succeed(overview)
}
