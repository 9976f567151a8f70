import { readSortBy } from '#lib/read-sort.ts'
import type { SelectOption } from '#ui/select.tsx'

const FIELDS = ['created_at', 'bucket_name', 'object_count', 'total_size_bytes', 'last_upload_at'] as const

export const readBucketSort = (text: string | null) => readSortBy(FIELDS, text)

/** Each is what `readBucketSort` reads. */
export const BUCKET_SORTS: readonly SelectOption[] = [
  { value: 'created_at:desc', label: 'Newest first' },
  { value: 'created_at:asc', label: 'Oldest first' },
  { value: 'bucket_name:asc', label: 'Name, A to Z' },
  { value: 'bucket_name:desc', label: 'Name, Z to A' },
  { value: 'total_size_bytes:desc', label: 'Most stored' },
  { value: 'object_count:desc', label: 'Most objects' },
  { value: 'last_upload_at:desc', label: 'Last upload' },
]
