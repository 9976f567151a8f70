'use client'

import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useTRPC } from '#lib/trpc.ts'
import { useUrlState } from '#lib/use-url-state.ts'
import type { QuotaRow } from '../scope-words.ts'

const PAGE_QUOTAS = 20
const REFRESH_MS = 10_000
const SCOPES: readonly string[] = ['organization', 'namespace', 'bucket', 'owner']

/** Widest first, then by used bytes; so the owners of a page are the top ones. */
export function useQuotas() {
  const trpc = useTRPC()
  const [params, set] = useUrlState()
  const given = params.get('scope') ?? ''
  const scope = SCOPES.includes(given) ? (given as QuotaRow['scope']) : null
  const page = Math.max(1, Math.trunc(Number(params.get('page'))) || 1)
  const query = useQuery(
    trpc.quotas.list.queryOptions(
      { scope, limit: PAGE_QUOTAS, offset: (page - 1) * PAGE_QUOTAS },
      { placeholderData: keepPreviousData, refetchInterval: REFRESH_MS },
    ),
  )
  return {
    query,
    scope,
    page,
    hasNext: page * PAGE_QUOTAS < (query.data?.total_count ?? 0),
    setScope: (next: string) => set({ scope: next === 'all' ? null : next, page: null }),
    setPage: (next: number) => set({ page: next === 1 ? null : String(next) }),
  }
}
