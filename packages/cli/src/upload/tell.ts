import type { UploadResult } from '@landfall/client'
import { CommandError, type Context } from '../context.ts'
import { describeError, errorJson, isAborted } from '../describe-error.ts'
import { printable } from '../output/table.ts'
import { formatBytes, formatDuration } from '../progress-line.ts'
import { tellJson } from '../with-api.ts'
import type { Item } from './find-files.ts'

/** What became of each file: one line each, on stdout where it is what was asked for, on stderr where it is not. */
export type Teller = Pick<Context, 'stdout' | 'stderr'> & { isJson: boolean }

const named = ({ name, path }: Item) => ({ file: name, ...(path === null ? {} : { path }) })

/** Of the bytes, so many were sent by an earlier call. */
export type Sent = UploadResult & { resumedBytes: number }

export function tellResult(to: Teller, item: Item, result: Sent): void {
  const { uploadId, objectId, status, fileSizeBytes, etag, receipt, attempts } = result
  if (to.isJson) {
    const ids = { upload_id: uploadId, object_id: objectId, status, file_size_bytes: fileSizeBytes }
    const resumed = { resumed_bytes: result.resumedBytes }
    tellJson(to, { ...named(item), ok: true, ...ids, ...resumed, etag, receipt, attempts })
    return
  }
  const matched = (['size', 'etag', 'checksum'] as const).filter(witness => receipt?.[witness] === 'matched')
  const verified = matched.length === 0 ? status.toLowerCase() : `verified by ${matched.join(', ')}`
  const size = formatBytes(fileSizeBytes ?? 0)
  to.stdout(`${printable(item.name)}  ${objectId ?? uploadId}  ${size}  ${verified}\n`)
}

export interface Failure {
  error: unknown
  /** A later call goes on with it. */
  isKept: boolean
}

export function tellFailure(to: Teller, item: Item, { error, isKept }: Failure): void {
  const told = isKept && isAborted(error) ? KEPT : error
  if (to.isJson) tellJson(to, { ...named(item), ok: false, kept: isKept, error: errorJson(error) })
  else to.stderr(`landfall: ${printable(item.name)}: ${describeError(told)}\n`)
}

const KEPT = new CommandError('ABORTED', 'Interrupted, and kept')

export function tellGoingOn(to: Teller, item: Item, storedBytes: number): void {
  if (to.isJson) return
  const there = `${formatBytes(storedBytes)} of ${formatBytes(item.sizeBytes)} are there`
  to.stderr(`${printable(item.name)}: going on, ${there}\n`)
}

export function tellPlanned(to: Teller, item: Item): void {
  if (to.isJson) tellJson(to, { ...named(item), ok: true, dry_run: true, file_size_bytes: item.sizeBytes })
  else to.stdout(`would upload ${printable(item.name)}  ${formatBytes(item.sizeBytes)}${asPath(item)}\n`)
}

const asPath = ({ path }: Item) => (path === null ? '' : `  as ${printable(path)}`)

export interface Tally {
  done: number
  failed: number
  /** Interrupted, and to be gone on with. */
  kept: number
  canceled: number
  notBegun: number
  bytes: number
  /** Interrupted or failed, and a later call goes on with it. */
  resumable: number
}

/** How to go on, for whoever sees that it did not end well. */
export function tellHowToGoOn(to: Teller, tally: Tally, isOnce: boolean): void {
  if (to.isJson) return
  if (tally.resumable > 0)
    to.stderr('landfall: go on with the same command again, or with `landfall uploads resume`\n')
  else if (isOnce && tally.canceled > 0)
    to.stderr('landfall: standard input cannot be read again: nothing is kept of it\n')
}

export function tellSummary(to: Teller, tally: Tally, seconds: number): void {
  const { done, failed, kept, canceled, notBegun, bytes } = tally
  if (to.isJson || done + failed + kept + canceled + notBegun < 2) return
  const others = { failed, kept, canceled, 'not begun': notBegun }
  const counts = Object.entries(others).flatMap(([what, count]) =>
    count === 0 ? [] : [`, ${count} ${what}`],
  )
  const rate = seconds > 0 ? `, ${formatBytes(Math.round(bytes / seconds))}/s` : ''
  to.stderr(
    `${done} uploaded${counts.join('')}: ${formatBytes(bytes)} in ${formatDuration(seconds)}${rate}\n`,
  )
}
