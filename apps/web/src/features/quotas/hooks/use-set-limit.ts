'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { toast } from 'sonner'
import { useTRPC } from '#lib/trpc.ts'
import { type QuotaRow, titleOf } from '../scope-words.ts'

export interface Limits {
  /** Null: no limit. */
  limit_bytes: number | null
  limit_objects: number | null
  /** Of a bucket alone. */
  owner_limit_bytes?: number | null
  owner_limit_objects?: number | null
}

export function useSetLimit(quota: QuotaRow, onDone: () => void) {
  const trpc = useTRPC()
  const queryClient = useQueryClient()
  const mutation = useMutation(
    trpc.quotas.set.mutationOptions({
      onSuccess: () => {
        toast.success('Limits set', { description: titleOf(quota) })
        void queryClient.invalidateQueries()
        onDone()
      },
    }),
  )
  const { scope, id, owner } = quota
  return { ...mutation, setLimits: (limits: Limits) => mutation.mutate({ scope, id, owner, ...limits }) }
}
