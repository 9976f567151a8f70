import type { HTMLAttributes } from 'react'
import { fractionOf } from '../queue/queue-item.ts'
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
  const ofAll = totals && (totals.totalBytes === 0 ? null : totals.sentBytes / totals.totalBytes)
  const given = value === undefined ? ofAll : value
  const fraction = given === undefined && item ? fractionOf(item) : (given ?? null)
  const percent = fraction === null ? null : Math.round(Math.min(1, Math.max(0, fraction)) * 100)
  const name =
    label ?? (totals ? 'Progress of all files' : item ? `Progress of ${item.filename}` : 'Progress')
  return (
    <div
      {...attributes}
      role="progressbar"
      aria-label={name}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={percent ?? undefined}
      data-part="progress"
      data-state={percent === null ? 'unknown' : percent === 100 ? 'complete' : 'loading'}
    >
      <div
        data-part="progress-bar"
        className={barClassName}
        style={{ blockSize: '100%', inlineSize: percent === null ? '100%' : `${percent}%` }}
      />
    </div>
  )
}
