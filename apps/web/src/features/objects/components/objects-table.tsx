'use client'

import type { ColumnDef } from '@tanstack/react-table'
import { type FileFacts, FileTable } from '#features/listing/components/file-table.tsx'
import type { FileSort } from '#features/listing/file-sort.ts'
import type { ObjectRow } from '../hooks/use-objects.ts'
import { isMissing, nameOf, sizeOf, typeOf } from '../object-facts.ts'

const TYPE: ColumnDef<ObjectRow> = {
  id: 'type',
  header: 'Type',
  meta: { className: 'max-w-48 truncate max-lg:hidden' },
  cell: ({ row }) =>
    isMissing(row.original) ? (
      <span className="text-bad">Gone from the store</span>
    ) : (
      <span className="text-muted">{typeOf(row.original)}</span>
    ),
}

type ObjectsTableProps = {
  rows: readonly ObjectRow[] | undefined
  sort: FileSort
  onSort(sort: FileSort): void
}

export function ObjectsTable(props: ObjectsTableProps) {
  return <FileTable caption="Objects" factsOf={factsOf} ownColumn={TYPE} {...props} />
}

function factsOf(object: ObjectRow): FileFacts {
  return {
    id: object.object_id,
    href: `/objects/${object.object_id}`,
    name: nameOf(object),
    contentType: typeOf(object),
    sizeBytes: sizeOf(object),
    bucketId: object.bucket_id,
    createdAt: object.created_at,
  }
}
