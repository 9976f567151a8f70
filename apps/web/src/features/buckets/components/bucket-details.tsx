'use client'

import { formatBytes, formatDuration } from '#lib/format.ts'
import { Badge } from '#ui/badge.tsx'
import { Card, CardHeader } from '#ui/card.tsx'
import { CopyableCode } from '#ui/copyable-code.tsx'
import { DetailList } from '#ui/detail-list.tsx'
import { ExactTime } from '#ui/time.tsx'
import type { Bucket } from '../hooks/use-buckets.ts'

const UNCONFIRMED: Record<Bucket['unconfirmed'], string> = {
  settle: 'is verified and counted',
  expire: 'is removed',
}

export function BucketDetails({ bucket }: { bucket: Bucket }) {
  const { rules } = bucket
  const uniqueFields = uniqueFieldsOf(bucket)
  return (
    <div className="grid min-w-0 gap-4">
      <Card>
        <CardHeader title="Rules" />
        <DetailList
          className="px-4 py-3"
          items={[
            ['Largest file', rules.max_file_bytes === null ? 'no limit' : formatBytes(rules.max_file_bytes)],
            ['Types', rules.content_types.length === 0 ? 'every type' : rules.content_types.join(', ')],
            ['Size', rules.require_size ? 'has to be given' : 'may be left open'],
            ...(uniqueFields ? [['Unique key', uniqueFields] as const] : []),
            ['Without a confirm', `what arrived ${UNCONFIRMED[bucket.unconfirmed]}`],
            ['A confirm is waited for', waitWords(bucket.confirm_grace)],
          ]}
        />
      </Card>
      <Card>
        <CardHeader title="Details" />
        <DetailList
          className="px-4 py-3"
          items={[
            ['Status', <BucketStatus key="status" bucket={bucket} />],
            ['Created', <ExactTime key="created" iso={bucket.created_at} />],
            ['Id', <CopyableCode key="id" value={bucket.bucket_id} label="Copy bucket id" />],
          ]}
        />
      </Card>
    </div>
  )
}

/** The fields of which no two objects have the same values; null: it has no unique key. */
function uniqueFieldsOf({ unique_key: key }: Bucket): string | null {
  return Array.isArray(key?.fields) ? key.fields.join(', ') : null
}

function waitWords(seconds: number): string {
  return seconds === 0 ? 'not at all' : formatDuration(seconds)
}

function BucketStatus({ bucket }: { bucket: Bucket }) {
  if (bucket.is_locked) return <Badge tone="warn">Locked: takes no files</Badge>
  const isActive = bucket.status === 'ACTIVE'
  return (
    <Badge tone={isActive ? 'good' : 'neutral'}>{isActive ? 'Active' : bucket.status.toLowerCase()}</Badge>
  )
}
