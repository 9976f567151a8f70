'use client'

import { useUploadBuckets } from './use-upload-buckets.ts'

/** Null while it is not known. */
export function useBucketName(bucketId: string | null): string | null {
  const { data } = useUploadBuckets()
  return data?.results.find(({ bucket_id: id }) => id === bucketId)?.bucket_name ?? null
}
