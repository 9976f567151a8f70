'use client'

import type { ColumnDef } from '@tanstack/react-table'
import Link from 'next/link'
import { useBucketName } from '#features/uploading/hooks/use-bucket-name.ts'
import { formatBytes } from '#lib/format.ts'
import { DataTable, type Sort } from '#ui/data-table.tsx'
import { FileIcon } from '#ui/file-icon.tsx'
import { StatusBadge } from '#ui/status-badge.tsx'
import { RelativeTime } from '#ui/time.tsx'
import type { UploadRow } from '../hooks/use-uploads.ts'
import type { UploadSortField } from '../hooks/use-uploads-view.ts'

const COLUMNS: ColumnDef<UploadRow>[] = [
  {
    id: 'filename',
    header: 'Name',
    enableSorting: true,
    meta: { className: 'w-full max-w-0' },
    cell: ({ row }) => <NameCell upload={row.original} />,
  },
  { id: 'status', header: 'Status', cell: ({ row }) => <StatusBadge status={row.original.status} /> },
  {
    id: 'file_size_bytes',
    header: 'Size',
    enableSorting: true,
    meta: { className: 'text-right max-sm:hidden' },
    cell: ({ row }) => <SizeCell bytes={row.original.file_size_bytes} />,
  },
  {
    id: 'bucket',
    header: 'Bucket',
    meta: { className: 'max-lg:hidden' },
    cell: ({ row }) => <BucketCell bucketId={row.original.bucket_id} />,
  },
  {
    id: 'created_at',
    header: 'Created',
    enableSorting: true,
    meta: { className: 'text-right text-muted max-sm:hidden' },
    cell: ({ row }) => <RelativeTime iso={row.original.created_at} />,
  },
]

type UploadsTableProps = {
  rows: readonly UploadRow[] | undefined
  sort: Sort<UploadSortField>
  onSort(sort: Sort<UploadSortField>): void
}

export function UploadsTable({ rows, sort, onSort }: UploadsTableProps) {
  return (
    <DataTable
      caption="Uploads"
      columns={COLUMNS}
      rows={rows}
      rowId={({ upload_id: id }) => id}
      sort={sort}
      onSort={onSort}
    />
  )
}

/** The link covers its row; the name stays what it is called. */
function NameCell({ upload }: { upload: UploadRow }) {
  return (
    <span className="flex min-w-0 items-center gap-3">
      <FileIcon contentType={upload.content_type} />
      <span className="grid min-w-0">
        <Link
          href={`/uploads/${upload.upload_id}`}
          title={upload.filename}
          className="truncate font-medium after:absolute after:inset-0 focus-visible:outline-none focus-visible:after:rounded-sm focus-visible:after:outline-2 focus-visible:after:outline-accent focus-visible:after:-outline-offset-2"
        >
          {upload.filename}
        </Link>
        <span className="truncate text-muted text-xs sm:hidden">
          <SizeCell bytes={upload.file_size_bytes} /> · <RelativeTime iso={upload.created_at} />
        </span>
      </span>
    </span>
  )
}

function SizeCell({ bytes }: { bytes: number | null }) {
  return bytes === null ? <span className="text-faint">unknown</span> : formatBytes(bytes)
}

function BucketCell({ bucketId }: { bucketId: string }) {
  return <span className="text-muted">{useBucketName(bucketId) ?? '…'}</span>
}
