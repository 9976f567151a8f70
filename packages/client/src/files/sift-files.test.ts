import { expect, it } from 'vitest'
import { areRefused, siftFiles } from './sift-files.ts'

const found = (...files: [name: string, type: string][]) => ({
  files: files.map(([name, type]) => ({ file: new File(['12345'], name, { type }), path: null })),
  unreadable: [],
  isCut: false,
})

it.each([
  [undefined, 'a.xyz', '', true],
  ['', 'a.xyz', '', true],
  ['image/*', 'a.png', 'image/png', true],
  ['image/*', 'a.txt', 'text/plain', false],
  ['image/png, .PDF', 'Report.pdf', '', true],
  ['.pdf', 'pdf', 'application/pdf', false],
  ['application/pdf', 'a.pdf', 'application/pdf', true],
  ['video/*', 'film.mkv', '', true],
  ['video/*', 'film.unheard-of', '', false],
])('accept="%s" and %s (%s): %s', (...[accept, name, type, isTaken]) => {
  const { taken, refused } = siftFiles(found([name, type]), { accept })
  expect([taken.length, refused.map(({ reason }) => reason)]).toEqual(isTaken ? [1, []] : [0, ['type']])
})

it('counts only what it takes, and says that a drop was cut', () => {
  const dropped = {
    ...found(['a.png', 'image/png'], ['b.txt', 'text/plain'], ['c.png', 'image/png']),
    isCut: true,
  }
  const { taken, refused } = siftFiles(dropped, { accept: 'image/*', maxFiles: 1 })
  expect(taken.map(({ file }) => file.name)).toEqual(['a.png'])
  expect(refused.map(({ name, reason }) => `${name} ${reason}`)).toEqual([
    'b.txt type',
    'c.png too_many',
    'null too_many',
  ])
})

it.each([
  [['text/plain'], 'image/*', true],
  [['text/plain', 'image/png'], 'image/*', false],
  // While it is held, a file has no name that could end so, and not always a type.
  [['text/plain'], 'image/*,.txt', false],
  [[''], 'image/*', false],
  [[], 'image/*', false],
  [['text/plain'], undefined, false],
])('of %o held over accept="%s" nothing is taken: %s', (types, accept, isRefused) => {
  expect(areRefused(types, accept)).toBe(isRefused)
})
