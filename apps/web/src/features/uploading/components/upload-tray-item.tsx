'use client'

import { fractionOf, isActive, isLost, type QueueItem } from '@landfall/client/queue'
import { Ban, CheckCircle2, CircleAlert, CirclePause, File as FileIcon, History } from 'lucide-react'
import Link from 'next/link'
import { memo } from 'react'
import { explain } from '#lib/api-error.ts'
import { useOnline } from '#lib/use-online.ts'
import { Progress } from '#ui/progress.tsx'
import { describeItem } from '../describe.ts'
import { useKeptFocus } from '../hooks/use-kept-focus.ts'
import { InterruptedActions } from './interrupted-actions.tsx'
import { ItemActions } from './item-actions.tsx'

/**
 * Kept as it is while its own file stays: each step of one of a thousand would else draw all of them. What is out of
 * view is not laid out.
 */
export const UploadTrayItem = memo(function UploadTrayItem({ item }: { item: QueueItem }) {
  const { phase } = item
  const focus = useKeptFocus()
  return (
    <li
      {...focus}
      data-phase={phase}
      className="flex gap-3 border-line border-b px-4 py-2.5 [contain-intrinsic-block-size:auto_3.75rem] [content-visibility:auto] last:border-b-0"
    >
      <PhaseIcon phase={phase} />
      <div className="grid min-w-0 flex-1 grid-cols-1 gap-1">
        <div className="-my-1.5 flex min-h-8 items-center gap-2">
          <ItemName item={item} />
          <ItemActions item={item} />
        </div>
        <ItemStatus item={item} />
        {phase === 'interrupted' && <InterruptedActions item={item} />}
        {isActive(item) && phase !== 'queued' && (
          <Progress label={`Progress of ${item.filename}`} value={fractionOf(item)} className="mt-0.5 h-1" />
        )}
      </div>
    </li>
  )
})

function ItemName({ item }: { item: QueueItem }) {
  const { filename, path, uploadId } = item
  const folder = path?.slice(0, path.lastIndexOf('/'))
  return (
    <div className="min-w-0 flex-1">
      {uploadId === null || isActive(item) ? (
        <span className="block truncate font-medium" title={path ?? filename}>
          {filename}
        </span>
      ) : (
        <Link
          href={`/uploads/${uploadId}`}
          title={path ?? filename}
          className="block truncate font-medium underline-offset-4 hover:underline"
        >
          {filename}
        </Link>
      )}
      {folder && <p className="truncate text-faint text-xs">{folder}</p>}
    </div>
  )
}

function ItemStatus({ item }: { item: QueueItem }) {
  const isOnline = useOnline()
  const { phase, error } = item
  const isBad = phase === 'failed' && (isOnline || !isLost(item))
  return (
    <>
      <p className={isBad ? 'text-[13px] text-bad' : 'text-[13px] text-muted tabular-nums'}>
        {describeItem(item, isOnline)}
      </p>
      {error && isBad && (
        <p className="text-[13px] text-muted">
          {explain(error).advice} <span className="font-mono text-faint text-xs">{error.code}</span>
        </p>
      )}
    </>
  )
}

function PhaseIcon({ phase }: Pick<QueueItem, 'phase'>) {
  const className = 'mt-0.5 size-4 shrink-0'
  if (phase === 'completed') return <CheckCircle2 className={`${className} text-good`} aria-hidden />
  if (phase === 'failed') return <CircleAlert className={`${className} text-bad`} aria-hidden />
  if (phase === 'canceled') return <Ban className={`${className} text-faint`} aria-hidden />
  if (phase === 'paused') return <CirclePause className={`${className} text-muted`} aria-hidden />
  if (phase === 'interrupted') return <History className={`${className} text-warn`} aria-hidden />
  return <FileIcon className={`${className} text-muted`} aria-hidden />
}
