'use client'

import { useQuery } from '@tanstack/react-query'
import { useUploadBuckets } from '#features/uploading/hooks/use-upload-buckets.ts'
import { type ApiOutputs, useTRPC } from '#lib/trpc.ts'

const REFRESH_MS = 15_000
const SHOWN_FOR_MS = 24 * 3_600_000

/** `bucketName`: of a bucket or the bucket of an owner; null where it is neither, or not known. */
export type QuotaEvent = ApiOutputs['quotas']['events']['results'][number] & { bucketName: string | null }

/** Limits that were reached within a day, newest first. */
export function useQuotaEvents(): QuotaEvent[] {
  const trpc = useTRPC()
  const { data: buckets } = useUploadBuckets()
  const { data } = useQuery(trpc.quotas.events.queryOptions({ limit: 50 }, { refetchInterval: REFRESH_MS }))
  const recent = data?.results.filter(({ at }) => Date.now() - Date.parse(at) < SHOWN_FOR_MS) ?? []
  return recent.map(event => ({
    ...event,
    bucketName: buckets?.results.find(({ bucket_id: id }) => id === event.id)?.bucket_name ?? null,
  }))
}
