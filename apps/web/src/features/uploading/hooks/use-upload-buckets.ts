'use client'

import { useQuery } from '@tanstack/react-query'
import { useTRPC } from '#lib/trpc.ts'

/** The buckets that can be chosen. */
export function useUploadBuckets() {
  const trpc = useTRPC()
  return useQuery(trpc.buckets.list.queryOptions({ limit: 200 }, { staleTime: 30_000 }))
}
