'use client'

import { ChevronDown, ChevronUp, X } from 'lucide-react'
import { useState } from 'react'
import { useOnline } from '#lib/use-online.ts'
import { Button } from '#ui/button.tsx'
import { Progress } from '#ui/progress.tsx'
import { useLeaveWarning } from '../hooks/use-leave-warning.ts'
import { useQueueItems, useUploading } from '../hooks/use-uploading.ts'
import { describeTotals, headlineOf } from '../queue/describe.ts'
import { isLost, isSignedOut, totalsOf } from '../queue/queue-item.ts'
import { UploadTrayItem } from './upload-tray-item.tsx'

/** The dock: every file of this page, with where it is and what can be done. */
export function UploadTray() {
  const { queue } = useUploading()
  const items = useQueueItems(queue)
  const [isFolded, setFolded] = useState(false)
  const totals = totalsOf(items)
  const isOnline = useOnline()
  useLeaveWarning(totals.active > 0 || items.some(isSignedOut) || (!isOnline && items.some(isLost)))
  if (items.length === 0) return null
  const headline = headlineOf(totals, isOnline)
  return (
    <section
      aria-label="Uploads of this page"
      className="fixed right-2 bottom-16 left-2 z-30 overflow-hidden rounded-lg border border-line bg-surface shadow-float sm:left-auto sm:w-96 md:right-5 md:bottom-5"
    >
      <header className="grid gap-2 border-line border-b px-4 py-3">
        <div className="flex items-center gap-1">
          <p className="min-w-0 flex-1 truncate font-semibold" role="status">
            {headline}
          </p>
          <Button
            variant="ghost"
            size="icon"
            aria-expanded={!isFolded}
            aria-label={isFolded ? 'Show the files' : 'Hide the files'}
            onClick={() => setFolded(!isFolded)}
          >
            {isFolded ? <ChevronUp /> : <ChevronDown />}
          </Button>
          {totals.active === 0 && (
            <Button variant="ghost" size="icon" aria-label="Close the list of uploads" onClick={queue.clear}>
              <X />
            </Button>
          )}
        </div>
        {totals.active > 0 && (
          <>
            <Progress
              label="All files"
              value={totals.totalBytes === 0 ? null : totals.sentBytes / totals.totalBytes}
            />
            <div className="flex items-center justify-between gap-3 text-[13px] text-muted tabular-nums">
              <span>{describeTotals(totals, isOnline)}</span>
              <Button variant="link" size="sm" onClick={queue.cancelAll}>
                Cancel all
              </Button>
            </div>
          </>
        )}
      </header>
      {!isFolded && (
        <ul className="max-h-[min(22rem,45dvh)] overflow-y-auto">
          {items.toReversed().map(item => (
            <UploadTrayItem key={item.id} item={item} />
          ))}
        </ul>
      )}
    </section>
  )
}
