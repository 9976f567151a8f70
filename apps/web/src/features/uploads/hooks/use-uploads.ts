'use client'

import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { type ApiOutputs, useTRPC } from '#lib/trpc.ts'
import { useKeysetPages } from '#lib/use-keyset-pages.ts'
import { STATUS_FILTERS } from '../status-filter.ts'
import type { UploadsView } from './use-uploads-view.ts'

export type UploadRow = ApiOutputs['uploads']['list']['results'][number]

const PAGE_ROWS = 25
/** While something is open it can change at any moment; else only new uploads can appear. */
const OPEN_REFRESH_MS = 2_000
const QUIET_REFRESH_MS = 10_000

const OPEN = new Set(['PENDING', 'IN_PROGRESS', 'PROCESSING'])
export const isOpen = (status: string) => OPEN.has(status)

function filterOf({ search, status, bucket }: UploadsView) {
  return {
    bucket,
    search: search || null,
    status: status === null ? null : [...STATUS_FILTERS[status]],
  }
}

export function useUploads(view: UploadsView) {
  const trpc = useTRPC()
  const filter = filterOf(view)
  const pages = useKeysetPages(JSON.stringify([filter, view.sort]))
  const input = { ...filter, sort: view.sort, limit: PAGE_ROWS, cursor: pages.cursor ?? null }
  const query = useQuery(
    trpc.uploads.list.queryOptions(input, {
      placeholderData: keepPreviousData,
      refetchInterval: ({ state }) =>
        state.data?.results.some(({ status }) => isOpen(status)) ? OPEN_REFRESH_MS : QUIET_REFRESH_MS,
    }),
  )
  return { query, pager: pages.pagerOf(query.data?.next_cursor) }
}

/** How many there are of each status, whatever status is filtered. */
export function useUploadCounts(view: UploadsView) {
  const trpc = useTRPC()
  const { bucket, search } = filterOf(view)
  return useQuery(
    trpc.uploads.stats.queryOptions(
      { bucket, search },
      { placeholderData: keepPreviousData, refetchInterval: QUIET_REFRESH_MS },
    ),
  )
}
