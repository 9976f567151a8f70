'use client'

import { Database, SearchX } from 'lucide-react'
import { Button } from '#ui/button.tsx'
import { ListCard } from '#ui/list-card.tsx'
import { PageHeader } from '#ui/page-header.tsx'
import { SearchInput } from '#ui/search-input.tsx'
import { Select } from '#ui/select.tsx'
import { EmptyState } from '#ui/states.tsx'
import { BUCKET_SORTS } from '../bucket-sort.ts'
import { useBuckets } from '../hooks/use-buckets.ts'
import { BucketsTable } from './buckets-table.tsx'
import { CreateBucket } from './create-bucket.tsx'

export function BucketsPage() {
  const { query, search, setSearch, sort, setSort, pager } = useBuckets()
  return (
    <>
      <PageHeader title="Buckets" description="Where files go: each with its own schema, rules and room.">
        <CreateBucket />
      </PageHeader>
      <div className="mb-3 flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
        <SearchInput label="Search by name" className="w-full sm:w-64" value={search} onChange={setSearch} />
        <Select label="Sort" value={sort} options={BUCKET_SORTS} onChange={setSort} />
      </div>
      <ListCard
        query={query}
        pager={pager}
        empty={<NoBuckets isFiltered={search !== ''} onReset={() => setSearch('')} />}
      >
        <BucketsTable buckets={query.data?.results} />
      </ListCard>
    </>
  )
}

function NoBuckets({ isFiltered, onReset }: { isFiltered: boolean; onReset(): void }) {
  if (isFiltered) {
    return (
      <EmptyState
        icon={SearchX}
        title="No bucket fits"
        action={<Button onClick={onReset}>Show all buckets</Button>}
      >
        Try another name.
      </EmptyState>
    )
  }
  return (
    <EmptyState icon={Database} title="No bucket yet" action={<CreateBucket />}>
      Every upload goes into a bucket, so one is needed before the first file.
    </EmptyState>
  )
}
