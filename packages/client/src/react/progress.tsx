import type { HTMLAttributes } from 'react'
import { fractionOf, type QueueItem } from '../queue/queue-item.ts'
import type { QueueTotals } from '../queue/queue-totals.ts'
import { useItemContext } from './item-context.ts'

export interface ProgressProps extends Omit<HTMLAttributes<HTMLDivElement>, 'role' | 'children'> {
  /** 0 to 1; `null`: not known. Default: of the `FileItem` around it. */
  value?: number | null | undefined
  /** Of all files together, instead of `value`. */
  totals?: QueueTotals | undefined
  /** Its name for screen readers. Default: `Progress of` and the file's name, or of all files. */
  label?: string | undefined
  /** For the bar inside. */
  barClassName?: string | undefined
}

/**
 * How much of it is there: a `<div>` and in it another one of that width. It has no looks of its own: give it a height and
 * both a color. `data-state` is `loading`, `complete` or `unknown`.
 */
export function Progress({ value, totals, label, barClassName, ...attributes }: ProgressProps) {
  const item = useItemContext()?.item
  const percent = percentOf(value === undefined ? fractionOfAny(totals, item) : value)
  const whose = totals ? 'Progress of all files' : item ? `Progress of ${item.filename}` : 'Progress'
  return (
    <div
      {...attributes}
      role="progressbar"
      aria-label={label ?? whose}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={percent ?? undefined}
      data-part="progress"
      data-state={stateOf(percent)}
    >
      <div
        data-part="progress-bar"
        className={barClassName}
        style={{ blockSize: '100%', inlineSize: percent === null ? '100%' : `${percent}%` }}
      />
    </div>
  )
}

function fractionOfAny(totals: QueueTotals | undefined, item: QueueItem | undefined): number | null {
  if (totals) return totals.totalBytes === 0 ? null : totals.sentBytes / totals.totalBytes
  return item ? fractionOf(item) : null
}

const percentOf = (fraction: number | null) =>
  fraction === null ? null : Math.round(Math.min(1, Math.max(0, fraction)) * 100)

function stateOf(percent: number | null): 'unknown' | 'loading' | 'complete' {
  if (percent === null) return 'unknown'
  return percent === 100 ? 'complete' : 'loading'
}
