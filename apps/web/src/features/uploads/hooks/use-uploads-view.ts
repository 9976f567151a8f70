'use client'

import { useCallback } from 'react'
import { useUrlState } from '#lib/use-url-state.ts'
import type { Sort } from '#ui/data-table.tsx'

export type UploadSortField = 'created_at' | 'file_size_bytes' | 'filename'

/** Groups of statuses as people ask for them. */
export const STATUS_FILTERS = {
  open: ['PENDING', 'IN_PROGRESS'],
  completed: ['COMPLETED'],
  failed: ['FAILED'],
  canceled: ['CANCELED'],
} as const

export type StatusFilter = keyof typeof STATUS_FILTERS

const SORT_FIELDS: readonly string[] = ['created_at', 'file_size_bytes', 'filename']

/** What the list shows, as it stands in the address. */
export function useUploadsView() {
  const [params, set] = useUrlState()
  const [field = '', direction] = (params.get('sort') ?? '').split(':')
  const sort: Sort<UploadSortField> = SORT_FIELDS.includes(field)
    ? { field: field as UploadSortField, direction: direction === 'asc' ? 'asc' : 'desc' }
    : { field: 'created_at', direction: 'desc' }
  const given = params.get('status') ?? ''
  const status = given in STATUS_FILTERS ? (given as StatusFilter) : null
  const setSearch = useCallback((search: string) => set({ q: search }), [set])
  return {
    search: params.get('q') ?? '',
    status,
    bucket: params.get('bucket'),
    sort,
    setSearch,
    setStatus: (next: string) => set({ status: next === 'all' ? null : next }),
    setBucket: (next: string) => set({ bucket: next === 'all' ? null : next }),
    setSort: (next: Sort<UploadSortField>) => set({ sort: `${next.field}:${next.direction}` }),
    reset: () => set({ q: null, status: null, bucket: null }),
  }
}

export type UploadsView = ReturnType<typeof useUploadsView>
