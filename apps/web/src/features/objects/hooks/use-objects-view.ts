'use client'

import { useCallback } from 'react'
import { type FileSort, readSort } from '#features/listing/file-sort.ts'
import { writeSort } from '#lib/read-sort.ts'
import { useUrlState } from '#lib/use-url-state.ts'

type Layout = 'grid' | 'table'

/** What is shown and how, as it stands in the address. */
export function useObjectsView() {
  const [params, set] = useUrlState()
  const layout: Layout = params.get('layout') === 'table' ? 'table' : 'grid'
  const setSearch = useCallback((search: string) => set({ q: search }), [set])
  return {
    search: params.get('q') ?? '',
    bucket: params.get('bucket'),
    sort: readSort(params.get('sort')),
    layout,
    setSearch,
    setBucket: (bucket: string | null) => set({ bucket }),
    setSort: (next: FileSort) => set({ sort: writeSort(next) }),
    setLayout: (next: string) => set({ layout: next === 'table' ? 'table' : null }),
    reset: () => set({ q: null, bucket: null }),
  }
}

export type ObjectsView = ReturnType<typeof useObjectsView>
