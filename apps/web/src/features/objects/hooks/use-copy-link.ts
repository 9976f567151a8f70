'use client'

import { useQueryClient } from '@tanstack/react-query'
import { useCallback } from 'react'
import { toast } from 'sonner'
import { explain } from '#lib/api-error.ts'
import { useTRPC } from '#lib/trpc.ts'

/** Copies a link signed at this moment: the one that the page shows may be about to end. */
export function useCopyLink(objectId: string, property: string): () => Promise<void> {
  const trpc = useTRPC()
  const queryClient = useQueryClient()
  return useCallback(async () => {
    const options = trpc.objects.content.queryOptions({ object_id: objectId, property }, { staleTime: 0 })
    const signed = await queryClient.fetchQuery(options).catch(explainFailure)
    if (!signed) return
    try {
      await navigator.clipboard.writeText(signed.url)
      toast.success('Link copied', { description: 'Whoever has it can download the file for an hour.' })
    } catch {
      // A page that is not served over HTTPS has no clipboard.
      toast.error('Your browser does not let this page copy', { description: signed.url })
    }
  }, [trpc, queryClient, objectId, property])
}

function explainFailure(error: unknown): null {
  const { title, advice } = explain(error)
  toast.error(title, { description: advice })
  return null
}
