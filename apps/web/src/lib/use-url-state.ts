'use client'

import { usePathname, useRouter, useSearchParams } from 'next/navigation'
import { useCallback } from 'react'

/** What is filtered and sorted, in the address: it survives a reload and can be sent to somebody. */
export function useUrlState(): [
  params: URLSearchParams,
  set: (change: Record<string, string | null>) => void,
] {
  const params = useSearchParams()
  const pathname = usePathname()
  const router = useRouter()
  const set = useCallback(
    (change: Record<string, string | null>) => {
      const next = new URLSearchParams(params)
      for (const [name, value] of Object.entries(change)) {
        if (value) next.set(name, value)
        else next.delete(name)
      }
      const query = next.toString()
      router.replace(query ? `${pathname}?${query}` : pathname, { scroll: false })
    },
    [params, pathname, router],
  )
  return [params, set]
}
