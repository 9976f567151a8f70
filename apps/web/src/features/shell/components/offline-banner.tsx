'use client'

import { WifiOff } from 'lucide-react'
import { useOnline } from '#lib/use-online.ts'

export function OfflineBanner() {
  const isOnline = useOnline()
  return (
    <div role="status">
      {!isOnline && (
        <p className="flex items-center justify-center gap-2 bg-warn-soft px-4 py-2 text-[13px] text-warn">
          <WifiOff className="size-4 shrink-0" aria-hidden />
          You are offline. What you see may be old; uploads go on by themselves once you are back.
        </p>
      )}
    </div>
  )
}
