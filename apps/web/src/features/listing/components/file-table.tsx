'use client'

import type { ColumnDef } from '@tanstack/react-table'
import { useMemo } from 'react'
import { useBucketName } from '#features/uploading/hooks/use-bucket-name.ts'
import { formatBytes } from '#lib/format.ts'
import { CoverLink } from '#ui/cover-link.tsx'
import { DataTable } from '#ui/data-table.tsx'
import { FileIcon } from '#ui/file-icon.tsx'
import { RelativeTime } from '#ui/time.tsx'
import type { FileSort } from '../file-sort.ts'

/** What uploads and objects have in common in a list. */
export interface FileFacts {
  id: string
  href: string
  name: string
  contentType: string
  /** Null: not announced. */
  sizeBytes: number | null
  bucketId: string
  createdAt: string
}

type FileTableProps<TRow> = {
  caption: string
  rows: readonly TRow[] | undefined
  /** Has to stay the same function. */
  factsOf(row: TRow): FileFacts
  /** Stands after the name. */
  ownColumn: ColumnDef<TRow>
  sort: FileSort
  onSort(sort: FileSort): void
}

export function FileTable<TRow>({ caption, rows, factsOf, ownColumn, sort, onSort }: FileTableProps<TRow>) {
  const columns = useMemo(() => columnsOf(factsOf, ownColumn), [factsOf, ownColumn])
  const rowId = (row: TRow) => factsOf(row).id
  return (
    <DataTable caption={caption} columns={columns} rows={rows} rowId={rowId} sort={sort} onSort={onSort} />
  )
}

function columnsOf<TRow>(factsOf: (row: TRow) => FileFacts, ownColumn: ColumnDef<TRow>): ColumnDef<TRow>[] {
  return [
    {
      id: 'filename',
      header: 'Name',
      enableSorting: true,
      meta: { className: 'w-full max-w-0' },
      cell: ({ row }) => <NameCell file={factsOf(row.original)} />,
    },
    ownColumn,
    {
      id: 'file_size_bytes',
      header: 'Size',
      enableSorting: true,
      meta: { className: 'text-right max-sm:hidden' },
      cell: ({ row }) => <Size bytes={factsOf(row.original).sizeBytes} />,
    },
    {
      id: 'bucket',
      header: 'Bucket',
      meta: { className: 'max-w-40 truncate max-lg:hidden' },
      cell: ({ row }) => <BucketName bucketId={factsOf(row.original).bucketId} />,
    },
    {
      id: 'created_at',
      header: 'Created',
      enableSorting: true,
      meta: { className: 'text-right text-muted max-sm:hidden' },
      cell: ({ row }) => <RelativeTime iso={factsOf(row.original).createdAt} />,
    },
  ]
}

function NameCell({ file }: { file: FileFacts }) {
  return (
    <span className="flex min-w-0 items-center gap-3">
      <FileIcon contentType={file.contentType} />
      <span className="grid min-w-0">
        <CoverLink href={file.href} name={file.name} />
        <span className="truncate text-muted text-xs sm:hidden">
          <Size bytes={file.sizeBytes} /> · <RelativeTime iso={file.createdAt} />
        </span>
      </span>
    </span>
  )
}

function Size({ bytes }: { bytes: number | null }) {
  return bytes === null ? <span className="text-faint">unknown</span> : formatBytes(bytes)
}

function BucketName({ bucketId }: { bucketId: string }) {
  const name = useBucketName(bucketId)
  return (
    <span className="text-muted" title={name ?? undefined}>
      {name ?? '…'}
    </span>
  )
}
