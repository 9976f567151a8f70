'use client'

import { useQuery } from '@tanstack/react-query'
import { type ApiOutputs, useTRPC } from '#lib/trpc.ts'
import { isOpen } from './use-uploads.ts'

export type Upload = ApiOutputs['uploads']['get']
export type Receipt = NonNullable<Upload['receipt']>
export type UploadEvent = ApiOutputs['uploads']['timeline']['events'][number]

const OPEN_REFRESH_MS = 1_500
/** A download link lives for an hour; long before that there is a new one. */
const LINK_REFRESH_MS = 10 * 60_000

export function useUpload(uploadId: string) {
  const trpc = useTRPC()
  return useQuery(
    trpc.uploads.get.queryOptions(
      { upload_id: uploadId, return_presigned_urls: true },
      {
        refetchInterval: ({ state }) =>
          state.data && !isOpen(state.data.status) ? LINK_REFRESH_MS : OPEN_REFRESH_MS,
      },
    ),
  )
}

export function useTimeline({ upload_id: uploadId, status }: Upload) {
  const trpc = useTRPC()
  return useQuery(
    trpc.uploads.timeline.queryOptions(
      { upload_id: uploadId },
      { refetchInterval: isOpen(status) ? OPEN_REFRESH_MS : false },
    ),
  )
}
