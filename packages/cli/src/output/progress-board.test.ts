import type { UploadProgress } from '@landfall/client'
import { describe, expect, it } from 'vitest'
import { createBoard } from './progress-board.ts'

const progress = (sentBytes: number, totalBytes: number): UploadProgress => ({
  phase: 'sending',
  sentBytes,
  hashedBytes: totalBytes,
  totalBytes,
  bytesPerSecond: null,
  secondsLeft: null,
})

function boardOf(
  names: string[],
  screen: { isTerminal?: boolean; isShown?: boolean; columns?: number } = {},
) {
  const written: string[] = []
  const items = names.map(name => ({ name, sizeBytes: 1_000 }))
  const stderr = (text: string) => void written.push(text)
  const board = createBoard({ stderr, isTerminal: true, isShown: true, columns: 120, ...screen }, items)
  return { board, items, written }
}

describe('the progress board', () => {
  it('draws a line for each running file and one for all, over what it drew before', () => {
    const { board, items, written } = boardOf(['a.bin', 'b.bin'])
    const [a, b] = items as [(typeof items)[0], (typeof items)[0]]
    board.update(a, progress(500, 1_000))
    board.update(b, progress(1_000, 1_000))
    expect(written.at(-2)).toBe('\u001b[A\r\u001b[J')
    expect(written.at(-1)?.split('\n')).toEqual([
      '[========        ] a.bin   50%  500 B of 1.0 kB',
      '[================] b.bin  100%  1.0 kB of 1.0 kB',
      expect.stringMatching(/^0 of 2 files {2}\[============ {4}\] {2}1\.5 kB of 2\.0 kB /),
    ])
    board.finish(b)
    board.above(() => written.push('RESULT\n'))
    expect(written.slice(-3)).toEqual([
      '\u001b[A\u001b[A\r\u001b[J',
      'RESULT\n',
      expect.stringContaining('\n1 of 2 files'),
    ])
    board.finish(a)
    board.end()
    expect(written.at(-1)).toBe('\u001b[A\r\u001b[J')
  })

  it('keeps every line within the window, and the end of a long path', () => {
    const { board, items, written } = boardOf([`${'deep/'.repeat(40)}photo\u001b[2J.jpg`, 'b'], {
      columns: 90,
    })
    board.update(items[0] as (typeof items)[0], progress(500, 1_000))
    const lines = written.at(-1)?.split('\n') ?? []
    expect(lines[0]).toMatch(/….*hoto\ufffd\[2J\.jpg {3}50% {2}500 B of 1\.0 kB$/)
    for (const line of lines) expect(line.length).toBeLessThan(90)
  })

  it('draws nothing where nobody looks', () => {
    for (const screen of [{ isTerminal: false }, { isShown: false }]) {
      const { board, items, written } = boardOf(['a'], screen)
      board.update(items[0] as (typeof items)[0], progress(1, 1_000))
      board.above(() => undefined)
      board.end()
      expect(written).toEqual([])
    }
  })
})
