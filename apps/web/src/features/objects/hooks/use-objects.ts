'use client'

import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { type ApiOutputs, useTRPC } from '#lib/trpc.ts'
import { useKeysetPages } from '#lib/use-keyset-pages.ts'
import { keepUrl } from '../signed-urls.ts'
import type { ObjectsView } from './use-objects-view.ts'

export type ObjectRow = ApiOutputs['objects']['get']
export type Blob = ObjectRow['blobs'][number]

/** Fills whole rows of two, three and four tiles. */
const PAGE_OBJECTS = 24
const REFRESH_MS = 15_000

/** The address that downloads a file; null where none was signed. */
export function urlOf(blob: Blob): string | null {
  const url = blob.properties?.presigned_url
  return url === undefined ? null : keepUrl(blob.blob_id, url)
}

export function useObjects({ bucket, search, sort, layout }: ObjectsView) {
  const trpc = useTRPC()
  const filter = { bucket, search: search || null, sort }
  const pages = useKeysetPages(JSON.stringify(filter))
  const input = {
    ...filter,
    limit: PAGE_OBJECTS,
    cursor: pages.cursor ?? null,
    // A table shows no pictures.
    return_presigned_urls: layout === 'grid',
  }
  const query = useQuery(
    trpc.objects.list.queryOptions(input, {
      placeholderData: keepPreviousData,
      refetchInterval: REFRESH_MS,
    }),
  )
  return { query, pager: pages.pagerOf(query.data?.next_cursor) }
}
