'use client'

import { useCallback } from 'react'
import { useUrlState } from '#lib/use-url-state.ts'
import type { Sort } from '#ui/data-table.tsx'

export type ObjectSortField = 'created_at' | 'file_size_bytes' | 'filename'
type Layout = 'grid' | 'table'

const SORT_FIELDS: readonly string[] = ['created_at', 'file_size_bytes', 'filename']

/** What is shown and how, as it stands in the address. */
export function useObjectsView() {
  const [params, set] = useUrlState()
  const [field = '', direction] = (params.get('sort') ?? '').split(':')
  const sort: Sort<ObjectSortField> = SORT_FIELDS.includes(field)
    ? { field: field as ObjectSortField, direction: direction === 'asc' ? 'asc' : 'desc' }
    : { field: 'created_at', direction: 'desc' }
  const layout: Layout = params.get('layout') === 'table' ? 'table' : 'grid'
  const setSearch = useCallback((search: string) => set({ q: search }), [set])
  return {
    search: params.get('q') ?? '',
    bucket: params.get('bucket'),
    sort,
    layout,
    setSearch,
    setBucket: (next: string) => set({ bucket: next === 'all' ? null : next }),
    setSort: (next: Sort<ObjectSortField>) => set({ sort: `${next.field}:${next.direction}` }),
    setLayout: (next: string) => set({ layout: next === 'table' ? 'table' : null }),
    reset: () => set({ q: null, bucket: null }),
  }
}

export type ObjectsView = ReturnType<typeof useObjectsView>
