'use client'

import { useCallback } from 'react'
import { type FileSort, readSort } from '#features/listing/file-sort.ts'
import { writeSort } from '#lib/read-sort.ts'
import { useUrlState } from '#lib/use-url-state.ts'
import { readStatus } from '../status-filter.ts'

/** What the list shows, as it stands in the address. */
export function useUploadsView() {
  const [params, set] = useUrlState()
  const setSearch = useCallback((search: string) => set({ q: search }), [set])
  return {
    search: params.get('q') ?? '',
    status: readStatus(params.get('status')),
    bucket: params.get('bucket'),
    sort: readSort(params.get('sort')),
    setSearch,
    setStatus: (next: string) => set({ status: next === 'all' ? null : next }),
    setBucket: (bucket: string | null) => set({ bucket }),
    setSort: (next: FileSort) => set({ sort: writeSort(next) }),
    reset: () => set({ q: null, status: null, bucket: null }),
  }
}

export type UploadsView = ReturnType<typeof useUploadsView>
