'use client'

import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { offsetPager, readPage } from '#lib/offset-pages.ts'
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
  const page = readPage(params, PAGE_QUOTAS)
  const query = useQuery(
    trpc.quotas.list.queryOptions(
      { scope, limit: PAGE_QUOTAS, offset: (page - 1) * PAGE_QUOTAS },
      { placeholderData: keepPreviousData, refetchInterval: REFRESH_MS },
    ),
  )
  return {
    query,
    scope,
    pager: offsetPager({ page, pageRows: PAGE_QUOTAS, totalRows: query.data?.total_count }, next =>
      set({ page: next }),
    ),
    setScope: (next: string) => set({ scope: next === 'all' ? null : next, page: null }),
  }
}

/** As many as a glance takes in. */
const TOP_OWNERS = 5

/** Who uses most, whatever bucket they are in. */
export function useTopOwners() {
  const trpc = useTRPC()
  return useQuery(
    trpc.quotas.list.queryOptions({ scope: 'owner', limit: TOP_OWNERS }, { refetchInterval: REFRESH_MS }),
  )
}
