'use client'

import type { QueueItem } from '@landfall/client/queue'
import { useState } from 'react'
import { cn } from '#lib/cn.ts'
import { useOnline } from '#lib/use-online.ts'
import { announcementOf, headlineOf } from '../describe.ts'
import { useLeaveWarning } from '../hooks/use-leave-warning.ts'
import { useQueueItems, useUploading } from '../hooks/use-uploading.ts'
import { isLostOnLeaving } from '../item-facts.ts'
import { focusAdd } from '../pass-on-focus.ts'
import { TrayTotals } from './tray-totals.tsx'
import { type TraySize, TrayWindowButtons } from './tray-window-buttons.tsx'
import { UploadTrayItem } from './upload-tray-item.tsx'

const PLACE: Record<TraySize, string> = {
  folded: 'sm:left-auto sm:w-96',
  normal: 'sm:left-auto sm:w-96',
  large: 'top-16 sm:left-auto sm:w-[min(44rem,calc(100vw-1rem))] md:top-5',
}

const LIST: Record<Exclude<TraySize, 'folded'>, string> = {
  normal: 'max-h-[min(22rem,45dvh)]',
  large: 'min-h-0 flex-1',
}

/** The dock: every file of this page and what earlier ones left, with where it is and what can be done. */
export function UploadTray() {
  const { queue } = useUploading()
  const items = useQueueItems(queue)
  const isOnline = useOnline()
  const [size, setSize] = useState<TraySize>('normal')
  const [closed, setClosed] = useState<ReadonlySet<string>>(new Set())
  useLeaveWarning(items.some(item => isLostOnLeaving(item, isOnline)))
  if (items.every(item => isPutAside(item, closed))) return null
  const totals = queue.totals()
  const close = () => {
    // Before the list goes with the button that has it.
    focusAdd()
    queue.clear()
    setClosed(new Set(queue.items().map(({ id }) => id)))
  }
  return (
    <section
      aria-label="Uploads of this page"
      className={cn(
        'fixed right-2 bottom-16 left-2 z-30 flex flex-col overflow-hidden rounded-lg border border-line bg-surface shadow-float md:right-5 md:bottom-5',
        PLACE[size],
      )}
    >
      <p role="status" className="sr-only">
        {announcementOf(totals, isOnline)}
      </p>
      <header className="grid gap-2 border-line border-b px-4 py-3">
        <div className="flex items-center gap-1">
          <p className="min-w-0 flex-1 truncate font-semibold">{headlineOf(totals, isOnline)}</p>
          <TrayWindowButtons size={size} onSize={setSize} onClose={totals.active === 0 ? close : null} />
        </div>
        <TrayTotals items={items} totals={totals} />
      </header>
      {size !== 'folded' && (
        <ul className={cn('overflow-y-auto overscroll-contain', LIST[size])}>
          {items.toReversed().map(item => (
            <UploadTrayItem key={item.id} item={item} />
          ))}
        </ul>
      )}
    </section>
  )
}

/** Closed while it waited for its file: the next page offers it again. */
const isPutAside = ({ id, phase }: QueueItem, closed: ReadonlySet<string>) =>
  phase === 'interrupted' && closed.has(id)
