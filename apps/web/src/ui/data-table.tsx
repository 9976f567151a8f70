'use client'

import {
  type ColumnDef,
  flexRender,
  getCoreRowModel,
  type Header,
  type RowData,
  useReactTable,
} from '@tanstack/react-table'
import { ArrowDown, ArrowUp, ArrowUpDown } from 'lucide-react'
import { cn } from '#lib/cn.ts'
import { Skeleton } from './skeleton.tsx'
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from './table.tsx'

declare module '@tanstack/react-table' {
  interface ColumnMeta<TData extends RowData, TValue> {
    /** Of header and cells: alignment, and from which width on the column is shown. */
    className?: string
  }
}

export interface Sort<TField extends string> {
  field: TField
  direction: 'asc' | 'desc'
}

type DataTableProps<TRow, TField extends string> = {
  /** For screen readers. */
  caption: string
  columns: ColumnDef<TRow>[]
  /** Undefined while the first answer is awaited. */
  rows: readonly TRow[] | undefined
  rowId(row: TRow): string
  sort?: Sort<TField>
  /** A column that can be sorted by has the field as its id, and `enableSorting`. */
  onSort?(sort: Sort<TField>): void
  skeletonRows?: number
}

/** Rows as the server sorted them; asking for another order is the caller's. */
export function DataTable<TRow, TField extends string = string>(props: DataTableProps<TRow, TField>) {
  const { caption, columns, rows, rowId, skeletonRows = 8 } = props
  const table = useReactTable({
    data: (rows ?? []) as TRow[],
    columns,
    getRowId: rowId,
    getCoreRowModel: getCoreRowModel(),
    manualSorting: true,
    defaultColumn: { enableSorting: false },
  })
  return (
    <Table aria-busy={rows === undefined}>
      <caption className="sr-only">{caption}</caption>
      <TableHead>
        {table.getHeaderGroups().map(group => (
          <TableRow key={group.id}>
            {group.headers.map(header => (
              <HeaderCell key={header.id} header={header} sort={props.sort} onSort={props.onSort} />
            ))}
          </TableRow>
        ))}
      </TableHead>
      <TableBody>
        {rows === undefined && <SkeletonRows count={skeletonRows} columns={columns.length} />}
        {table.getRowModel().rows.map(row => (
          <TableRow key={row.id} className="relative">
            {row.getVisibleCells().map(cell => (
              <TableCell key={cell.id} className={cell.column.columnDef.meta?.className}>
                {flexRender(cell.column.columnDef.cell, cell.getContext())}
              </TableCell>
            ))}
          </TableRow>
        ))}
      </TableBody>
    </Table>
  )
}

type HeaderCellProps<TRow, TField extends string> = {
  header: Header<TRow, unknown>
  sort: Sort<TField> | undefined
  onSort: ((sort: Sort<TField>) => void) | undefined
}

function HeaderCell<TRow, TField extends string>({ header, sort, onSort }: HeaderCellProps<TRow, TField>) {
  const { column } = header
  const label = flexRender(column.columnDef.header, header.getContext())
  const className = column.columnDef.meta?.className
  if (!onSort || !column.columnDef.enableSorting)
    return <TableHeader className={className}>{label}</TableHeader>
  const direction = sort?.field === column.id ? sort.direction : null
  const Icon = direction === null ? ArrowUpDown : direction === 'asc' ? ArrowUp : ArrowDown
  const ariaSort = direction === null ? 'none' : direction === 'asc' ? 'ascending' : 'descending'
  return (
    <TableHeader className={className} aria-sort={ariaSort}>
      <button
        type="button"
        className={cn('inline-flex items-center gap-1 rounded-sm hover:text-ink', direction && 'text-ink')}
        onClick={() =>
          onSort({ field: column.id as TField, direction: direction === 'desc' ? 'asc' : 'desc' })
        }
      >
        {label}
        <Icon className={cn('size-3', direction === null && 'opacity-50')} aria-hidden />
      </button>
    </TableHeader>
  )
}

function SkeletonRows({ count, columns }: { count: number; columns: number }) {
  return Array.from({ length: count }, (_, row) => (
    <TableRow key={row}>
      <TableCell colSpan={columns}>
        <Skeleton className="h-4 w-full" />
      </TableCell>
    </TableRow>
  ))
}
