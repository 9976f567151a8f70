'use client'

import { BucketFilter } from '#features/listing/components/bucket-filter.tsx'
import { formatCount } from '#lib/format.ts'
import { SearchInput } from '#ui/search-input.tsx'
import { Segments } from '#ui/segments.tsx'
import { useUploadCounts } from '../hooks/use-uploads.ts'
import type { UploadsView } from '../hooks/use-uploads-view.ts'
import { SHOWN_AS, type StatusFilter } from '../status-filter.ts'

const FILTERS: [value: StatusFilter, label: string][] = [
  ['open', 'Open'],
  ['completed', 'Completed'],
  ['failed', 'Failed'],
  ['canceled', 'Canceled'],
]

export function UploadsToolbar({ view }: { view: UploadsView }) {
  const { data: counts } = useUploadCounts(view)
  const countOf = (statuses: readonly string[]) =>
    statuses.reduce((sum, status) => sum + (counts?.uploads_by_status[status] ?? 0), 0)
  const options = [
    { value: 'all', label: <FilterLabel label="All" count={counts?.total_uploads} /> },
    ...FILTERS.map(([value, label]) => ({
      value,
      label: <FilterLabel label={label} count={counts && countOf(SHOWN_AS[value])} />,
    })),
  ]
  return (
    <div className="mb-3 flex flex-wrap items-center gap-2">
      <Segments label="Status" value={view.status ?? 'all'} options={options} onChange={view.setStatus} />
      <div className="flex w-full min-w-0 gap-2 sm:ml-auto sm:w-auto">
        <BucketFilter className="max-w-40" bucket={view.bucket} onChange={view.setBucket} />
        <SearchInput
          label="Search by name"
          className="min-w-0 flex-1 sm:w-60 sm:flex-none"
          value={view.search}
          onChange={view.setSearch}
        />
      </div>
    </div>
  )
}

function FilterLabel({ label, count }: { label: string; count: number | undefined }) {
  return (
    <>
      {label}
      {count !== undefined && <span className="text-faint tabular-nums">{formatCount(count)}</span>}
    </>
  )
}
