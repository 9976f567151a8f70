'use client'

import { useUploadBuckets } from '#features/uploading/hooks/use-upload-buckets.ts'
import { Select } from '#ui/select.tsx'

type BucketFilterProps = { bucket: string | null; onChange(bucket: string | null): void; className: string }

/** Nothing where there is nothing to choose between. */
export function BucketFilter({ bucket, onChange, className }: BucketFilterProps) {
  const { data } = useUploadBuckets()
  const buckets = (data?.results ?? []).map(({ bucket_id: value, bucket_name: label }) => ({ value, label }))
  if (buckets.length < 2) return null
  return (
    <Select
      label="Bucket"
      className={className}
      value={bucket ?? 'all'}
      options={[{ value: 'all', label: 'All buckets' }, ...buckets]}
      onChange={next => onChange(next === 'all' ? null : next)}
    />
  )
}
