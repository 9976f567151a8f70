import { readSortBy } from '#lib/read-sort.ts'
import type { Sort } from '#ui/data-table.tsx'

const FIELDS = ['created_at', 'file_size_bytes', 'filename'] as const

/** What uploads and objects are sorted by. */
export type FileSort = Sort<(typeof FIELDS)[number]>

export const readSort = (text: string | null): FileSort => readSortBy(FIELDS, text)
