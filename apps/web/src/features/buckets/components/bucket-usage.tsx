'use client'

import { QuotaMeters } from '#features/quotas/components/quota-item.tsx'
import { formatBytes, formatCount } from '#lib/format.ts'
import { Card, CardHeader } from '#ui/card.tsx'
import { DetailList } from '#ui/detail-list.tsx'
import { Skeleton } from '#ui/skeleton.tsx'
import { RelativeTime } from '#ui/time.tsx'
import { useBucketQuota } from '../hooks/use-bucket.ts'
import type { Bucket } from '../hooks/use-buckets.ts'

export function BucketUsage({ bucket }: { bucket: Bucket }) {
  const { data: quota, error } = useBucketQuota(bucket.bucket_id)
  const { last_upload_at: last } = bucket
  return (
    <Card>
      <CardHeader title="Usage" />
      <DetailList
        className="px-4 py-3"
        items={[
          ['Objects', formatCount(bucket.object_count)],
          ['Stored', formatBytes(bucket.total_size_bytes)],
          ['Last upload', last ? <RelativeTime key="last" iso={last} /> : 'none yet'],
        ]}
      />
      <div className="border-line border-t px-4 py-3">
        {quota ? (
          <QuotaMeters quota={quota} />
        ) : error ? (
          <p className="text-[13px] text-muted">How much room is left could not be loaded.</p>
        ) : (
          <Skeleton className="h-10" />
        )}
      </div>
    </Card>
  )
}
