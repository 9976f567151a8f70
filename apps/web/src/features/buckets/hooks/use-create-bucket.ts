'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { toast } from 'sonner'
import { useTRPC } from '#lib/trpc.ts'
import { type BucketDraft, EMPTY_DRAFT, errorsOf, inputOf } from '../bucket-draft.ts'

/** The form's state; mistakes are told from the first try on. Leads to the new bucket. */
export function useCreateBucket() {
  const trpc = useTRPC()
  const queryClient = useQueryClient()
  const router = useRouter()
  const [draft, setDraft] = useState(EMPTY_DRAFT)
  const [isTried, setTried] = useState(false)
  const { mutate, isPending, error } = useMutation(
    trpc.buckets.create.mutationOptions({
      onSuccess: bucket => {
        toast.success('Bucket created', { description: bucket.bucket_name })
        // Its page has its heading at once, which the focus goes to.
        queryClient.setQueryData(trpc.buckets.get.queryKey({ bucket: bucket.bucket_id }), bucket)
        void queryClient.invalidateQueries()
        router.push(`/buckets/${bucket.bucket_id}`)
      },
    }),
  )
  const errors = errorsOf(draft)
  const submit = () => {
    setTried(true)
    if (Object.keys(errors).length === 0) mutate(inputOf(draft))
  }
  return {
    draft,
    change: (part: Partial<BucketDraft>) => setDraft({ ...draft, ...part }),
    isTried,
    errors: isTried ? errors : {},
    submit,
    isPending,
    error,
  }
}
