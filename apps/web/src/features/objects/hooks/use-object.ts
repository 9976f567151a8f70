'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { toast } from 'sonner'
import { explain } from '#lib/api-error.ts'
import { useTRPC } from '#lib/trpc.ts'

/** Together with the time that an address is kept, less than the hour it lives. */
const REFRESH_MS = 10 * 60_000

export function useObject(objectId: string) {
  const trpc = useTRPC()
  return useQuery(
    trpc.objects.get.queryOptions(
      { object_id: objectId, return_presigned_urls: true },
      { refetchInterval: REFRESH_MS },
    ),
  )
}

/** Back to the list once it is gone. */
export function useDeleteObject(name: string) {
  const trpc = useTRPC()
  const queryClient = useQueryClient()
  const router = useRouter()
  return useMutation(
    trpc.objects.delete.mutationOptions({
      onSuccess: () => {
        toast.success('Deleted', { description: name })
        // What is shown next asks anew; asking from here would find the object gone before the page is left.
        void queryClient.invalidateQueries({ refetchType: 'none' })
        router.push('/objects')
      },
      onError: error => {
        const { title, advice } = explain(error)
        toast.error(title, { description: advice })
      },
    }),
  )
}
