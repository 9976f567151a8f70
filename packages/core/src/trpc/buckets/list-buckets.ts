import type { BucketPage } from '../../ports/bucket-registry.ts'
import { listBuckets } from '../../services/buckets/list-buckets.ts'
import { listBucketsInput, listBucketsResponse } from '../../wire/buckets/bucket.ts'
import { procedureFor } from '../init.ts'
import { unwrap } from '../map-domain-errors.ts'
import { toBucketResponses } from './to-bucket-response.ts'

export const listBucketsProcedure = procedureFor('read')
  .input(listBucketsInput)
  .output(listBucketsResponse)
  .query(async ({ ctx, input }) => {
    const page = unwrap(
      await listBuckets(ctx.services, ctx.actor, {
        search: input.search ?? undefined,
        filter: input.filters ?? undefined,
        sort: input.sort ?? undefined,
        limit: input.limit,
        offset: input.offset ?? 0,
        cursor: input.cursor ?? undefined,
      }),
    )
    return { ...figuresOf(page), results: await toBucketResponses(ctx.services, page.buckets) }
  })

function figuresOf({ nextCursor, total, totalObjects, totalSizeBytes }: BucketPage) {
  const average = (sum: number) => (total === 0 ? 0 : sum / total)
  return {
    total_count: total,
    next_cursor: nextCursor,
    stats: {
      total_objects: totalObjects,
      total_size_bytes: totalSizeBytes,
      avg_objects_per_bucket: average(totalObjects),
      avg_size_per_bucket: average(totalSizeBytes),
    },
  }
}
