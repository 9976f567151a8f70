'use client'

import { useMutation, useQuery } from '@tanstack/react-query'
import { type ApiOutputs, useTRPC } from '#lib/trpc.ts'

export type Health = ApiOutputs['health']['get']
export type StuckUpload = Health['overdue']['items'][number]
export type Installation = NonNullable<Health['installation']>
export type Run = Installation['recent_runs'][number]
export type Preview = ApiOutputs['health']['preview']

const REFRESH_MS = 15_000

export function useHealth() {
  const trpc = useTRPC()
  return useQuery(trpc.health.get.queryOptions(undefined, { refetchInterval: REFRESH_MS }))
}

/** Asked for, never by itself: it sends a request to the store for every upload. */
export function usePreview() {
  const trpc = useTRPC()
  const preview = useMutation(trpc.health.preview.mutationOptions())
  return { preview, look: () => preview.mutate() }
}
