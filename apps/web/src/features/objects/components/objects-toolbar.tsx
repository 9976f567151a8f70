'use client'

import { LayoutGrid, List } from 'lucide-react'
import type { ReactNode } from 'react'
import { BucketFilter } from '#features/listing/components/bucket-filter.tsx'
import { readSort } from '#features/listing/file-sort.ts'
import { writeSort } from '#lib/read-sort.ts'
import { SearchInput } from '#ui/search-input.tsx'
import { Segments } from '#ui/segments.tsx'
import { Select } from '#ui/select.tsx'
import type { ObjectsView } from '../hooks/use-objects-view.ts'

const SORTS = [
  { value: 'created_at:desc', label: 'Newest first' },
  { value: 'created_at:asc', label: 'Oldest first' },
  { value: 'filename:asc', label: 'Name, A to Z' },
  { value: 'filename:desc', label: 'Name, Z to A' },
  { value: 'file_size_bytes:desc', label: 'Largest first' },
  { value: 'file_size_bytes:asc', label: 'Smallest first' },
]

const LAYOUTS = [
  { value: 'grid', label: <LayoutLabel icon={<LayoutGrid aria-hidden />} text="Grid" /> },
  { value: 'table', label: <LayoutLabel icon={<List aria-hidden />} text="Table" /> },
]

export function ObjectsToolbar({ view }: { view: ObjectsView }) {
  return (
    <div className="mb-3 flex flex-wrap items-center gap-2">
      <SearchInput
        label="Search by name"
        className="min-w-0 basis-full sm:w-64 sm:basis-auto"
        value={view.search}
        onChange={view.setSearch}
      />
      <BucketFilter
        className="min-w-0 max-sm:basis-full sm:max-w-40"
        bucket={view.bucket}
        onChange={view.setBucket}
      />
      <Select
        label="Sort"
        className="min-w-0 flex-1 sm:flex-none"
        value={writeSort(view.sort)}
        options={SORTS}
        onChange={value => view.setSort(readSort(value))}
      />
      <div className="ml-auto">
        <Segments label="Layout" value={view.layout} options={LAYOUTS} onChange={view.setLayout} />
      </div>
    </div>
  )
}

function LayoutLabel({ icon, text }: { icon: ReactNode; text: string }) {
  return (
    <>
      {icon}
      <span className="max-sm:sr-only">{text}</span>
    </>
  )
}
