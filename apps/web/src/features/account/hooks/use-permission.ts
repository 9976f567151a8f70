'use client'

import { useQuery } from '@tanstack/react-query'
import { useTRPC } from '#lib/trpc.ts'

const LEVELS = ['read', 'write', 'delete', 'admin'] as const

/** Whether this session may; false while it is not known. The server decides, this only spares a refusal. */
export function usePermission(needed: (typeof LEVELS)[number]): boolean {
  const trpc = useTRPC()
  const { data } = useQuery(trpc.sessions.current.queryOptions(undefined, { staleTime: 300_000 }))
  return data !== undefined && LEVELS.indexOf(data.permission) >= LEVELS.indexOf(needed)
}
