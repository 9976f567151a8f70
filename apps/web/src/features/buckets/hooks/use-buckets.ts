'use client'

import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useCallback } from 'react'
import { offsetPager, readPage } from '#lib/offset-pages.ts'
import { writeSort } from '#lib/read-sort.ts'
import { type ApiOutputs, useTRPC } from '#lib/trpc.ts'
import { useUrlState } from '#lib/use-url-state.ts'
import { readBucketSort } from '../bucket-sort.ts'

export type Bucket = ApiOutputs['buckets']['get']

const PAGE_BUCKETS = 25
const REFRESH_MS = 15_000

export function useBuckets() {
  const trpc = useTRPC()
  const [params, set] = useUrlState()
  const search = params.get('q') ?? ''
  const sort = readBucketSort(params.get('sort'))
  const page = readPage(params, PAGE_BUCKETS)
  const query = useQuery(
    trpc.buckets.list.queryOptions(
      { search: search || null, sort, limit: PAGE_BUCKETS, offset: (page - 1) * PAGE_BUCKETS },
      { placeholderData: keepPreviousData, refetchInterval: REFRESH_MS },
    ),
  )
  const setSearch = useCallback((next: string) => set({ q: next, page: null }), [set])
  return {
    query,
    search,
    setSearch,
    sort: writeSort(sort),
    setSort: (next: string) => set({ sort: next, page: null }),
    pager: offsetPager({ page, pageRows: PAGE_BUCKETS, totalRows: query.data?.total_count }, next =>
      set({ page: next }),
    ),
  }
}
