'use client'

import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useCallback } from 'react'
import { type ApiOutputs, useTRPC } from '#lib/trpc.ts'
import { useUrlState } from '#lib/use-url-state.ts'

export type Bucket = ApiOutputs['buckets']['get']

const PAGE_BUCKETS = 25
const REFRESH_MS = 15_000

export function useBuckets() {
  const trpc = useTRPC()
  const [params, set] = useUrlState()
  const search = params.get('q') ?? ''
  const page = Math.max(1, Math.trunc(Number(params.get('page'))) || 1)
  const query = useQuery(
    trpc.buckets.list.queryOptions(
      { search: search || null, limit: PAGE_BUCKETS, offset: (page - 1) * PAGE_BUCKETS },
      { placeholderData: keepPreviousData, refetchInterval: REFRESH_MS },
    ),
  )
  const setSearch = useCallback((next: string) => set({ q: next, page: null }), [set])
  return {
    query,
    search,
    setSearch,
    page,
    hasNext: page * PAGE_BUCKETS < (query.data?.total_count ?? 0),
    setPage: (next: number) => set({ page: next === 1 ? null : String(next) }),
  }
}
