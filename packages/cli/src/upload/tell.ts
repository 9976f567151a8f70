import type { UploadResult } from '@landfall/client'
import type { Context } from '../context.ts'
import { describeError, errorJson } from '../describe-error.ts'
import { printable } from '../output/table.ts'
import { formatBytes, formatDuration } from '../progress-line.ts'
import { tellJson } from '../with-api.ts'
import type { Item } from './find-files.ts'

/** What became of each file: one line each, on stdout where it is what was asked for, on stderr where it is not. */
export type Teller = Pick<Context, 'stdout' | 'stderr'> & { isJson: boolean }

const named = ({ name, path }: Item) => ({ file: name, ...(path === null ? {} : { path }) })

export function tellResult(to: Teller, item: Item, result: UploadResult): void {
  const { uploadId, objectId, status, fileSizeBytes, etag, receipt, attempts } = result
  if (to.isJson) {
    const ids = { upload_id: uploadId, object_id: objectId, status, file_size_bytes: fileSizeBytes }
    tellJson(to, { ...named(item), ok: true, ...ids, etag, receipt, attempts })
    return
  }
  const matched = (['size', 'etag', 'checksum'] as const).filter(witness => receipt?.[witness] === 'matched')
  const verified = matched.length === 0 ? status.toLowerCase() : `verified by ${matched.join(', ')}`
  const size = formatBytes(fileSizeBytes ?? 0)
  to.stdout(`${printable(item.name)}  ${objectId ?? uploadId}  ${size}  ${verified}\n`)
}

export function tellFailure(to: Teller, item: Item, error: unknown): void {
  if (to.isJson) tellJson(to, { ...named(item), ok: false, error: errorJson(error) })
  else to.stderr(`landfall: ${printable(item.name)}: ${describeError(error)}\n`)
}

export function tellPlanned(to: Teller, item: Item): void {
  if (to.isJson) tellJson(to, { ...named(item), ok: true, dry_run: true, file_size_bytes: item.sizeBytes })
  else to.stdout(`would upload ${printable(item.name)}  ${formatBytes(item.sizeBytes)}${asPath(item)}\n`)
}

const asPath = ({ path }: Item) => (path === null ? '' : `  as ${printable(path)}`)

export interface Tally {
  done: number
  failed: number
  canceled: number
  notBegun: number
  bytes: number
}

export function tellSummary(to: Teller, tally: Tally, seconds: number): void {
  const { done, failed, canceled, notBegun, bytes } = tally
  if (to.isJson || done + failed + canceled + notBegun < 2) return
  const others = { failed, canceled, 'not begun': notBegun }
  const counts = Object.entries(others).flatMap(([what, count]) =>
    count === 0 ? [] : [`, ${count} ${what}`],
  )
  const rate = seconds > 0 ? `, ${formatBytes(Math.round(bytes / seconds))}/s` : ''
  to.stderr(
    `${done} uploaded${counts.join('')}: ${formatBytes(bytes)} in ${formatDuration(seconds)}${rate}\n`,
  )
}
