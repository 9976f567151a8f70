'use client'

import type { QueueItem, QueueTotals } from '@landfall/client/queue'
import { useOnline } from '#lib/use-online.ts'
import { Button } from '#ui/button.tsx'
import { Progress } from '#ui/progress.tsx'
import { describeTotals } from '../describe.ts'
import { useUploading } from '../hooks/use-uploading.ts'
import { isLostOnLeaving, mayBeLeft } from '../item-facts.ts'
import { once } from '../once.ts'

type TrayTotalsProps = { items: readonly QueueItem[]; totals: QueueTotals }

/** All files as one: how far, how fast, and what can be done with all of them. */
export function TrayTotals({ items, totals }: TrayTotalsProps) {
  const isOnline = useOnline()
  const { active, failed, sentBytes, totalBytes } = totals
  if (active === 0 && failed === 0) return null
  return (
    <>
      {active > 0 && <Progress label="All files" value={totalBytes === 0 ? null : sentBytes / totalBytes} />}
      <div className="flex flex-wrap items-center justify-between gap-x-3 gap-y-1 text-[13px] text-muted">
        {active > 0 && <span className="tabular-nums">{describeTotals(totals, isOnline)}</span>}
        <BulkActions totals={totals} />
      </div>
      {items.some(mayBeLeft) && !items.some(item => isLostOnLeaving(item, isOnline)) && (
        <p className="text-faint text-xs">
          You may leave this page. Choose the same file later, and it goes on where it was.
        </p>
      )}
    </>
  )
}

function BulkActions({ totals: { active, paused, failed } }: Pick<TrayTotalsProps, 'totals'>) {
  const { queue } = useUploading()
  const isMoving = active > paused
  return (
    <div className="flex flex-wrap gap-x-4 gap-y-1">
      {active > 0 && (
        <Button variant="link" size="sm" onClick={once(isMoving ? queue.pauseAll : queue.resumeAll)}>
          {isMoving ? 'Pause all' : 'Resume all'}
        </Button>
      )}
      {isMoving && paused > 0 && (
        <Button variant="link" size="sm" onClick={once(queue.resumeAll)}>
          Resume all
        </Button>
      )}
      {failed > 0 && (
        <Button variant="link" size="sm" onClick={once(queue.retryAll)}>
          Retry all failed
        </Button>
      )}
      {active > 0 && (
        <Button variant="link" size="sm" onClick={once(queue.cancelAll)}>
          Cancel all
        </Button>
      )}
    </div>
  )
}
