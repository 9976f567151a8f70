'use client'

import { useQuery } from '@tanstack/react-query'
import { useTRPC } from '#lib/trpc.ts'

/** Who is signed in, with the names to show. */
export function useSession() {
  const trpc = useTRPC()
  return useQuery(trpc.sessions.current.queryOptions(undefined, { staleTime: 300_000 }))
}
