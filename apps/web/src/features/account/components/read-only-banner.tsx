'use client'

import { Eye } from 'lucide-react'
import { usePermission } from '../hooks/use-permission.ts'

/** Says once why every button that would change something is missing. */
export function ReadOnlyBanner() {
  const mayWrite = usePermission('write')
  if (mayWrite) return null
  return (
    <p
      role="status"
      className="flex items-center justify-center gap-2 border-line border-b bg-sunken px-4 py-2 text-[13px] text-muted"
    >
      <Eye className="size-4 shrink-0" aria-hidden />
      This session may only read. To upload or change something, sign in with a key that may write.
    </p>
  )
}
