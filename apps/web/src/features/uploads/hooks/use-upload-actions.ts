'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { toast } from 'sonner'
import { explain } from '#lib/api-error.ts'
import { useTRPC } from '#lib/trpc.ts'
import type { Upload } from './use-upload.ts'

/** What can be done about an upload; each says how it went. */
export function useUploadActions({ upload_id, bucket_id: bucket, filename }: Upload) {
  const trpc = useTRPC()
  const queryClient = useQueryClient()
  const refresh = () => queryClient.invalidateQueries()
  const tell = (error: unknown) => {
    const { title, advice } = explain(error)
    toast.error(title, { description: advice })
  }
  const confirm = useMutation(
    trpc.uploads.confirm.mutationOptions({
      onSuccess: ({ status }) =>
        status === 'PROCESSING'
          ? toast('It is being verified', { description: 'This page shows when that is done.' })
          : toast.success('Verified and confirmed'),
      onError: tell,
      onSettled: refresh,
    }),
  )
  const cancel = useMutation(
    trpc.uploads.cancel.mutationOptions({
      onSuccess: () => toast.success('Upload canceled', { description: filename }),
      onError: tell,
      onSettled: refresh,
    }),
  )
  return {
    confirm: () => confirm.mutate({ bucket, upload_id }),
    cancel: () => cancel.mutate({ bucket, upload_id }),
    isBusy: confirm.isPending || cancel.isPending,
  }
}
