'use client'

import { useQuery } from '@tanstack/react-query'
import { useTRPC } from '#lib/trpc.ts'

const REFRESH_MS = 15_000

/** By id or name. */
export function useBucket(bucket: string) {
  const trpc = useTRPC()
  return useQuery(trpc.buckets.get.queryOptions({ bucket }, { refetchInterval: REFRESH_MS }))
}

export function useBucketQuota(bucket: string) {
  const trpc = useTRPC()
  return useQuery(
    trpc.quotas.get.queryOptions({ scope: 'bucket', id: bucket }, { refetchInterval: REFRESH_MS }),
  )
}
