'use client'

import type { ColumnDef } from '@tanstack/react-table'
import { useBucketName } from '#features/uploading/hooks/use-bucket-name.ts'
import { formatBytes } from '#lib/format.ts'
import { DataTable, type Sort } from '#ui/data-table.tsx'
import { FileIcon } from '#ui/file-icon.tsx'
import { RelativeTime } from '#ui/time.tsx'
import type { ObjectRow } from '../hooks/use-objects.ts'
import type { ObjectSortField } from '../hooks/use-objects-view.ts'
import { nameOf, sizeOf } from '../object-facts.ts'
import { ObjectLink } from './object-link.tsx'

const COLUMNS: ColumnDef<ObjectRow>[] = [
  {
    id: 'filename',
    header: 'Name',
    enableSorting: true,
    meta: { className: 'w-full max-w-0' },
    cell: ({ row }) => <NameCell object={row.original} />,
  },
  {
    id: 'type',
    header: 'Type',
    meta: { className: 'max-w-48 truncate max-lg:hidden' },
    cell: ({ row }) => <span className="text-muted">{row.original.blobs[0]?.details.mime_type}</span>,
  },
  {
    id: 'file_size_bytes',
    header: 'Size',
    enableSorting: true,
    meta: { className: 'text-right max-sm:hidden' },
    cell: ({ row }) => formatBytes(sizeOf(row.original)),
  },
  {
    id: 'bucket',
    header: 'Bucket',
    meta: { className: 'max-w-40 truncate max-md:hidden' },
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

type ObjectsTableProps = {
  rows: readonly ObjectRow[] | undefined
  sort: Sort<ObjectSortField>
  onSort(sort: Sort<ObjectSortField>): void
}

export function ObjectsTable({ rows, sort, onSort }: ObjectsTableProps) {
  return (
    <DataTable
      caption="Objects"
      columns={COLUMNS}
      rows={rows}
      rowId={({ object_id: id }) => id}
      sort={sort}
      onSort={onSort}
    />
  )
}

function NameCell({ object }: { object: ObjectRow }) {
  return (
    <span className="flex min-w-0 items-center gap-3">
      <FileIcon contentType={object.blobs[0]?.details.mime_type ?? ''} />
      <span className="grid min-w-0">
        <ObjectLink objectId={object.object_id} name={nameOf(object)} />
        <span className="truncate text-muted text-xs sm:hidden">
          {formatBytes(sizeOf(object))} · <RelativeTime iso={object.created_at} />
        </span>
      </span>
    </span>
  )
}

function BucketCell({ bucketId }: { bucketId: string }) {
  return <span className="text-muted">{useBucketName(bucketId) ?? '…'}</span>
}
