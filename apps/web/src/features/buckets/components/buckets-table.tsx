'use client'

import type { ColumnDef } from '@tanstack/react-table'
import { Lock } from 'lucide-react'
import { formatBytes, formatCount } from '#lib/format.ts'
import { CoverLink } from '#ui/cover-link.tsx'
import { DataTable } from '#ui/data-table.tsx'
import { RelativeTime } from '#ui/time.tsx'
import type { Bucket } from '../hooks/use-buckets.ts'

const COLUMNS: ColumnDef<Bucket>[] = [
  {
    id: 'name',
    header: 'Name',
    meta: { className: 'w-full max-w-0' },
    cell: ({ row }) => <NameCell bucket={row.original} />,
  },
  {
    id: 'objects',
    header: 'Objects',
    meta: { className: 'text-right max-sm:hidden' },
    cell: ({ row }) => formatCount(row.original.object_count),
  },
  {
    id: 'bytes',
    header: 'Stored',
    meta: { className: 'text-right' },
    cell: ({ row }) => formatBytes(row.original.total_size_bytes),
  },
  {
    id: 'last',
    header: 'Last upload',
    meta: { className: 'text-right max-sm:hidden' },
    cell: ({ row }) => (
      <span className="text-muted">
        <LastUpload bucket={row.original} />
      </span>
    ),
  },
]

export function BucketsTable({ buckets }: { buckets: readonly Bucket[] | undefined }) {
  return (
    <DataTable
      caption="Buckets"
      columns={COLUMNS}
      rows={buckets}
      rowId={({ bucket_id: id }) => id}
      skeletonRows={4}
    />
  )
}

function NameCell({ bucket }: { bucket: Bucket }) {
  return (
    <span className="grid min-w-0 py-2">
      <span className="flex min-w-0 items-center gap-2">
        <CoverLink href={`/buckets/${bucket.bucket_id}`} name={bucket.bucket_name} />
        {bucket.is_locked && <Lock className="size-3.5 shrink-0 text-muted" aria-label="locked" />}
      </span>
      {bucket.description && (
        <span className="truncate text-muted text-xs max-sm:hidden">{bucket.description}</span>
      )}
      <span className="truncate text-muted text-xs sm:hidden">
        {formatCount(bucket.object_count)} objects · <LastUpload bucket={bucket} />
      </span>
    </span>
  )
}

function LastUpload({ bucket }: { bucket: Bucket }) {
  return bucket.last_upload_at ? <RelativeTime iso={bucket.last_upload_at} /> : 'no upload yet'
}
