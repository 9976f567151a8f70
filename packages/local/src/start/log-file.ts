import { closeSync, fstatSync, openSync, readSync, renameSync, statSync } from 'node:fs'

const ROTATE_AT_BYTES = 10_000_000
const TAIL_BYTES = 8_000

/** One older file is kept; a running process keeps writing to the file it has, so this is for before a start. */
export function rotateLog(file: string): void {
  const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0
  if (size > ROTATE_AT_BYTES) renameSync(file, `${file}.1`)
}

/** What was written from `from` on, at most its last lines. */
export function lastLines(file: string, opts: { from: number; count: number }): string {
  const fd = openSync(file, 'r')
  try {
    const { size } = fstatSync(fd)
    const start = Math.max(opts.from, size - TAIL_BYTES)
    const buffer = Buffer.alloc(Math.max(0, size - start))
    readSync(fd, buffer, 0, buffer.length, start)
    return buffer.toString().trim().split('\n').slice(-opts.count).join('\n')
  } finally {
    closeSync(fd)
  }
}
