import type { HTMLAttributes, ReactNode } from 'react'
import { fractionOf, type QueueItem } from '../queue/queue-item.ts'
import { useItem } from './item-context.ts'

/** The name of the file as a `<span>`; with its folder as the title. */
export function FileName(attributes: Omit<HTMLAttributes<HTMLSpanElement>, 'children'>) {
  const { path, filename } = useItem().item
  return (
    <span title={path ?? filename} {...attributes} data-part="name">
      {filename}
    </span>
  )
}

export interface FileStatusProps extends Omit<HTMLAttributes<HTMLSpanElement>, 'children'> {
  /** Your own words. Default: English ones. */
  children?: ((item: QueueItem, isOtherFile: boolean) => ReactNode) | undefined
}

/** Where the file is, in words, as a `<span>`. */
export function FileStatus({ children = describe, ...attributes }: FileStatusProps) {
  const { item, isOtherFile } = useItem()
  const isAlert = isOtherFile && item.phase === 'interrupted'
  return (
    // Anew, as screen readers tell of an alert that comes, not of what becomes one.
    <span key={String(isAlert)} role={isAlert ? 'alert' : undefined} {...attributes} data-part="status">
      {children(item, isOtherFile)}
    </span>
  )
}

function describe(item: QueueItem, isOtherFile: boolean): string {
  if (item.phase === 'interrupted')
    return isOtherFile ? 'That is another file' : 'Interrupted: choose the file again to go on'
  if (item.phase === 'failed') return item.error?.message ?? 'Failed'
  return withPercent(item, item.isPaused ? 'Paused' : WORDS[item.phase])
}

const WORDS = {
  queued: 'Waiting',
  hashing: 'Hashing',
  creating: 'Starting',
  sending: 'Uploading',
  paused: 'Paused',
  verifying: 'Verifying',
  completed: 'Uploaded and verified',
  canceled: 'Canceled',
}

function withPercent(item: QueueItem, words: string): string {
  const fraction = fractionOf(item)
  const isUnderWay = item.phase === 'sending' || item.phase === 'hashing' || item.phase === 'paused'
  const parts = [words]
  if (isUnderWay && fraction !== null) parts.push(`${Math.floor(fraction * 100)} %`)
  const { secondsLeft = null } = item.progress ?? {}
  if (item.phase === 'sending' && !item.isPaused && secondsLeft !== null)
    parts.push(`${timeOf(secondsLeft)} left`)
  return parts.join(' · ')
}

function timeOf(seconds: number): string {
  if (seconds < 60) return `${Math.ceil(seconds)} s`
  return seconds < 3600 ? `${Math.ceil(seconds / 60)} min` : `${(seconds / 3600).toFixed(1)} h`
}
