import type { UploadProgress } from '@landfall/client'
import type { Context } from '../context.ts'
import { formatBytes, formatDuration, progressLine } from '../progress-line.ts'
import { printable } from './table.ts'

/**
 * Progress of files that run side by side. On a terminal a block of lines that is drawn over, one for each running file
 * and one for all; elsewhere one plain line every ten seconds, so that a log shows life and stays readable.
 */
export interface Board {
  update(item: BoardItem, progress: UploadProgress): void
  finish(item: BoardItem): void
  /** Writes what stays, above the block. */
  above(write: () => void): void
  end(): void
}

export interface BoardItem {
  name: string
  sizeBytes: number
}

type Screen = Pick<Context, 'stderr' | 'isTerminal' | 'columns'> & { isShown: boolean }

/** Ten times a second is smooth. */
const DRAW_EVERY_MS = 100
const PLAIN_EVERY_MS = 10_000
/** More lines than a small window has would scroll, and could not be drawn over. */
const MOST_LINES = 12

export function createBoard(screen: Screen, items: readonly BoardItem[]): Board {
  const running = new Map<BoardItem, UploadProgress>()
  const totalBytes = sum(items.map(({ sizeBytes }) => sizeBytes))
  const startedAt = performance.now()
  let finished = 0
  let finishedBytes = 0
  let drawnLines = 0
  let drawnAt = Number.NEGATIVE_INFINITY

  const totalLine = () => {
    const sentBytes = finishedBytes + sum([...running.values()].map(progress => progress.sentBytes))
    const seconds = (performance.now() - startedAt) / 1000
    const files = items.length === 1 ? '' : `${finished} of ${items.length} files  `
    return `${files}${totalText({ sentBytes, totalBytes, seconds })}`
  }
  const clear = () => {
    if (drawnLines > 0) screen.stderr(`${UP.repeat(drawnLines - 1)}${CLEAR_DOWN}`)
    drawnLines = 0
  }
  const draw = () => {
    if (!(screen.isShown && screen.isTerminal)) return
    const { columns } = screen
    const shown = [...running].slice(0, MOST_LINES)
    const files = shown.map(([{ name }, progress]) => fileLine(shortened(name, columns), progress))
    const lines = items.length === 1 ? files : [...files, totalLine()]
    clear()
    if (lines.length === 0) return
    screen.stderr(lines.map(line => line.slice(0, columns - 1)).join('\n'))
    drawnLines = lines.length
    drawnAt = performance.now()
  }
  const isPlain = screen.isShown && !screen.isTerminal
  const timer = isPlain
    ? setInterval(() => screen.stderr(`${totalLine()}\n`), PLAIN_EVERY_MS).unref()
    : undefined

  return {
    update(item, progress) {
      const isNotable = running.get(item)?.phase !== progress.phase || progress.sentBytes === item.sizeBytes
      running.set(item, progress)
      if (isNotable || performance.now() - drawnAt >= DRAW_EVERY_MS) draw()
    },
    finish(item) {
      running.delete(item)
      finished += 1
      finishedBytes += item.sizeBytes
    },
    above(write) {
      clear()
      write()
      if (running.size > 0) draw()
    },
    end() {
      clearInterval(timer)
      clear()
    },
  }
}

/** Up one line; to the first column, and away with everything from there on. */
const UP = '\u001b[A'
const CLEAR_DOWN = '\r\u001b[J'

const sum = (numbers: number[]) => numbers.reduce((total, number) => total + number, 0)

const BAR_WIDTH = 16

function barOf(share: number): string {
  const full = Math.round(Math.min(1, share) * BAR_WIDTH)
  return `[${'='.repeat(full)}${' '.repeat(BAR_WIDTH - full)}]`
}

/** What the numbers beside a name take at most. */
const NUMBERS_WIDTH = 72

/** The end of a path says more than its beginning. */
function shortened(name: string, columns: number): string {
  const width = Math.max(12, columns - NUMBERS_WIDTH)
  const text = printable(name)
  return text.length <= width ? text : `…${text.slice(1 - width)}`
}

function fileLine(name: string, progress: UploadProgress): string {
  const { phase, sentBytes, hashedBytes, totalBytes } = progress
  const done = phase === 'hashing' ? hashedBytes : sentBytes
  return `${barOf(shareOf(done, totalBytes))} ${progressLine(name, progress)}`
}

/** Of an empty file all is done; of one without an end nobody knows. */
function shareOf(done: number, totalBytes: number | null): number {
  if (totalBytes === null) return 0
  return totalBytes === 0 ? 1 : done / totalBytes
}

function totalText(all: { sentBytes: number; totalBytes: number; seconds: number }): string {
  const { sentBytes, totalBytes, seconds } = all
  const bytesPerSecond = seconds > 0 ? sentBytes / seconds : 0
  const left = bytesPerSecond > 0 ? formatDuration((totalBytes - sentBytes) / bytesPerSecond) : null
  return [
    barOf(shareOf(sentBytes, totalBytes)),
    `${formatBytes(sentBytes)} of ${formatBytes(totalBytes)}`,
    `${formatBytes(Math.round(bytesPerSecond))}/s`,
    ...(left === null ? [] : [`${left} left`]),
  ].join('  ')
}
