'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { toast } from 'sonner'
import { type ApiOutputs, useTRPC } from '#lib/trpc.ts'
import { type QuotaRow, titleOf } from '../scope-words.ts'

export interface Limits {
  /** Null: no limit. */
  limit_bytes: number | null
  limit_objects: number | null
  /** Of a bucket alone. */
  owner_limit_bytes?: number | null
  owner_limit_objects?: number | null
}

type QuotaList = ApiOutputs['quotas']['list']
type Answer = ApiOutputs['quotas']['set']

function withAnswer(list: QuotaList | undefined, answer: Answer) {
  if (!list) return list
  const isMeant = ({ scope, id, owner }: QuotaRow) =>
    scope === answer.scope && id === answer.id && owner === answer.owner
  return { ...list, results: list.results.map(row => (isMeant(row) ? { ...row, ...answer } : row)) }
}

export function useSetLimit(quota: QuotaRow, onDone: () => void) {
  const trpc = useTRPC()
  const queryClient = useQueryClient()
  const mutation = useMutation(
    trpc.quotas.set.mutationOptions({
      onSuccess: answer => {
        // Whoever opens the form again before the lists were read anew would see, and then set, what was before.
        queryClient.setQueriesData<QuotaList>(trpc.quotas.list.pathFilter(), list => withAnswer(list, answer))
        toast.success('Limits set', { description: titleOf(quota) })
        void queryClient.invalidateQueries()
        onDone()
      },
    }),
  )
  const { scope, id, owner } = quota
  return { ...mutation, setLimits: (limits: Limits) => mutation.mutate({ scope, id, owner, ...limits }) }
}
