'use client'

import { lastRefusal } from '../last-refusal.ts'
import { type Upload, useTimeline } from './use-upload.ts'

/** The code of why the last confirm of an open upload was refused; null: it was not, or there was none. */
export function useRefusal(upload: Upload): string | null {
  const { data } = useTimeline(upload)
  return lastRefusal(data?.events ?? []) ?? upload.last_error?.code ?? null
}
