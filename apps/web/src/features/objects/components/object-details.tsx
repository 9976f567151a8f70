'use client'

import Link from 'next/link'
import { useBucketName } from '#features/uploading/hooks/use-bucket-name.ts'
import { Card, CardHeader } from '#ui/card.tsx'
import { CopyableCode } from '#ui/copyable-code.tsx'
import { DetailList } from '#ui/detail-list.tsx'
import { StatusBadge } from '#ui/status-badge.tsx'
import { ExactTime } from '#ui/time.tsx'
import type { ObjectRow } from '../hooks/use-objects.ts'

export function ObjectDetails({ object }: { object: ObjectRow }) {
  const bucketName = useBucketName(object.bucket_id)
  return (
    <Card>
      <CardHeader title="Details" />
      <DetailList
        className="px-4 py-3"
        items={[
          ['Status', <StatusBadge key="status" status={object.status} />],
          [
            'Bucket',
            <Link
              key="bucket"
              href={`/buckets/${object.bucket_id}`}
              className="text-accent underline underline-offset-4"
            >
              {bucketName ?? object.bucket_id}
            </Link>,
          ],
          ['Created', <ExactTime key="created" iso={object.created_at} />],
          ...(object.updated_at === object.created_at
            ? []
            : [['Changed', <ExactTime key="updated" iso={object.updated_at} />] as const]),
          ...(object.key_prefix ? [['Prefix', object.key_prefix] as const] : []),
          ['Id', <CopyableCode key="id" value={object.object_id} label="Copy object id" />],
        ]}
      />
    </Card>
  )
}
