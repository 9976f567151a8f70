'use client'

import { Ban, CheckCircle2, CircleAlert, File as FileIcon, RotateCw, X } from 'lucide-react'
import Link from 'next/link'
import { type MouseEvent, memo } from 'react'
import { explain } from '#lib/api-error.ts'
import { useOnline } from '#lib/use-online.ts'
import { Button } from '#ui/button.tsx'
import { Progress } from '#ui/progress.tsx'
import { useUploading } from '../hooks/use-uploading.ts'
import { describeItem } from '../queue/describe.ts'
import { fractionOf, isActive, isLost, type QueueItem } from '../queue/queue-item.ts'

/** Kept as it is while its own file stays: each step of one of a thousand would else draw all of them. */
export const UploadTrayItem = memo(function UploadTrayItem({ item }: { item: QueueItem }) {
  const { file, path, phase, uploadId, error } = item
  const isOnline = useOnline()
  const isBad = phase === 'failed' && (isOnline || !isLost(item))
  return (
    <li data-phase={phase} className="flex gap-3 border-line border-b px-4 py-2.5 last:border-b-0">
      <PhaseIcon phase={phase} />
      <div className="grid min-w-0 flex-1 gap-1">
        {uploadId === null || isActive(item) ? (
          <span className="truncate font-medium" title={path ?? file.name}>
            {file.name}
          </span>
        ) : (
          <Link
            href={`/uploads/${uploadId}`}
            title={path ?? file.name}
            className="truncate font-medium underline-offset-4 hover:underline"
          >
            {file.name}
          </Link>
        )}
        <p className={isBad ? 'text-[13px] text-bad' : 'text-[13px] text-muted tabular-nums'}>
          {describeItem(item, isOnline)}
        </p>
        {error && isBad && (
          <p className="text-[13px] text-muted">
            {explain(error).advice} <span className="font-mono text-faint text-xs">{error.code}</span>
          </p>
        )}
        {isActive(item) && phase !== 'queued' && (
          <Progress label={`Progress of ${file.name}`} value={fractionOf(item)} className="mt-0.5 h-1" />
        )}
      </div>
      <ItemAction item={item} />
    </li>
  )
})

function PhaseIcon({ phase }: Pick<QueueItem, 'phase'>) {
  const className = 'mt-0.5 size-4 shrink-0'
  if (phase === 'completed') return <CheckCircle2 className={`${className} text-good`} aria-hidden />
  if (phase === 'failed') return <CircleAlert className={`${className} text-bad`} aria-hidden />
  if (phase === 'canceled') return <Ban className={`${className} text-faint`} aria-hidden />
  return <FileIcon className={`${className} text-muted`} aria-hidden />
}

/** Cancel and Retry take each other's place, so the second press of a double click would undo the first. */
const once = (act: () => void) => (event: MouseEvent) => {
  if (event.detail <= 1) act()
}

function ItemAction({ item }: { item: QueueItem }) {
  const { queue } = useUploading()
  const { id, phase, file } = item
  if (isActive(item)) {
    return (
      <Button
        variant="ghost"
        size="icon"
        aria-label={`Cancel ${file.name}`}
        onClick={once(() => queue.cancel(id))}
      >
        <X />
      </Button>
    )
  }
  if (phase === 'completed') return null
  return (
    <Button
      variant="ghost"
      size="icon"
      aria-label={`Retry ${file.name}`}
      onClick={once(() => queue.retry(id))}
    >
      <RotateCw />
    </Button>
  )
}
