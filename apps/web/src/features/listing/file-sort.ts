import type { Sort } from '#ui/data-table.tsx'

const FIELDS = ['created_at', 'file_size_bytes', 'filename'] as const

/** What uploads and objects are sorted by. */
export type FileSort = Sort<(typeof FIELDS)[number]>

/** As it stands in the address, `filename:asc`; anything else is newest first. */
export function readSort(text: string | null): FileSort {
  const [given, direction] = (text ?? '').split(':')
  const field = FIELDS.find(known => known === given)
  return field
    ? { field, direction: direction === 'asc' ? 'asc' : 'desc' }
    : { field: 'created_at', direction: 'desc' }
}

export const writeSort = ({ field, direction }: FileSort): string => `${field}:${direction}`
