'use client'

import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { type ApiOutputs, useTRPC } from '#lib/trpc.ts'
import { useUrlState } from '#lib/use-url-state.ts'

export type Overview = ApiOutputs['overview']['get']
export type OverviewDay = Overview['days'][number]

const REFRESH_MS = 15_000
const DEFAULT_DAYS = 14
const RANGES = [7, DEFAULT_DAYS, 30, 90]

export function useOverview() {
  const trpc = useTRPC()
  const [params, set] = useUrlState()
  const given = Number(params.get('days'))
  const days = RANGES.includes(given) ? given : DEFAULT_DAYS
  const query = useQuery(
    trpc.overview.get.queryOptions(
      { days },
      { placeholderData: keepPreviousData, refetchInterval: REFRESH_MS },
    ),
  )
  return {
    query,
    days,
    ranges: RANGES,
    setDays: (next: string) => set({ days: next === String(DEFAULT_DAYS) ? null : next }),
  }
}
