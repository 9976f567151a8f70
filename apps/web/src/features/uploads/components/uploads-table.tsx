'use client'

import type { ColumnDef } from '@tanstack/react-table'
import { type FileFacts, FileTable } from '#features/listing/components/file-table.tsx'
import type { FileSort } from '#features/listing/file-sort.ts'
import { StatusBadge } from '#ui/status-badge.tsx'
import type { UploadRow } from '../hooks/use-uploads.ts'

const STATUS: ColumnDef<UploadRow> = {
  id: 'status',
  header: 'Status',
  cell: ({ row }) => <StatusBadge status={row.original.status} />,
}

type UploadsTableProps = {
  rows: readonly UploadRow[] | undefined
  sort: FileSort
  onSort(sort: FileSort): void
}

export function UploadsTable(props: UploadsTableProps) {
  return <FileTable caption="Uploads" factsOf={factsOf} ownColumn={STATUS} {...props} />
}

function factsOf(upload: UploadRow): FileFacts {
  return {
    id: upload.upload_id,
    href: `/uploads/${upload.upload_id}`,
    name: upload.filename,
    contentType: upload.content_type,
    sizeBytes: upload.file_size_bytes,
    bucketId: upload.bucket_id,
    createdAt: upload.created_at,
  }
}
