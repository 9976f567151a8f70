/** Groups of statuses as people ask for them. */
export const STATUS_FILTERS = {
  open: ['PENDING', 'IN_PROGRESS'],
  completed: ['COMPLETED'],
  failed: ['FAILED'],
  canceled: ['CANCELED'],
} as const

/** What is open may be shown as PROCESSING, which is no status that is stored. */
export const SHOWN_AS = { ...STATUS_FILTERS, open: [...STATUS_FILTERS.open, 'PROCESSING'] } as const

export type StatusFilter = keyof typeof STATUS_FILTERS

/** As it stands in the address, which anybody may have written; null: every status. */
export function readStatus(text: string | null): StatusFilter | null {
  return text !== null && Object.hasOwn(STATUS_FILTERS, text) ? (text as StatusFilter) : null
}
