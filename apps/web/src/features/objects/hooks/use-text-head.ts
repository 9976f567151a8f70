'use client'

import { useQuery } from '@tanstack/react-query'
import { readHead } from '../read-head.ts'

/** Enough to see what it is; nobody reads a log of gigabytes here. */
export const TEXT_HEAD_BYTES = 64 * 1024

/**
 * The beginning of a text. The download link says `attachment`, so a frame would save the file instead of showing it; a
 * page may read it.
 */
export function useTextHead(blobId: string, url: string) {
  return useQuery({
    queryKey: ['text-head', blobId],
    queryFn: async ({ signal }) => readHead(await fetch(url, { signal }), TEXT_HEAD_BYTES),
    staleTime: 'static',
  })
}
