import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { createId, ID_PREFIX, type IdKind, randomText } from './ids.ts'

test('an id is its kind and 16 characters of [a-z0-9]', () => {
  for (const [kind, prefix] of Object.entries(ID_PREFIX))
    expect(createId(kind as IdKind, randomBytes)).toMatch(new RegExp(`^${prefix}[a-z0-9]{16}$`))
})

test('no kind is the beginning of another', () => {
  const prefixes = Object.values(ID_PREFIX)
  for (const prefix of prefixes) expect(prefixes.filter(other => other.startsWith(prefix))).toEqual([prefix])
})

test.each([0, 1, 16, 43])('random text has %i characters', length => {
  expect(randomText(randomBytes, length)).toMatch(new RegExp(`^[a-z0-9]{${length}}$`))
})

test('bytes that would favor some letters are thrown away, and more are asked for', () => {
  const served: number[][] = [
    [252, 253, 254, 255],
    [251, 0, 35, 36],
  ]
  const text = randomText(() => Uint8Array.from(served.shift() ?? [1]), 4)
  expect(text).toBe('9a9a')
})

test('every letter is as likely as any other', () => {
  const all = Uint8Array.from({ length: 256 }, (_, byte) => byte)
  const text = randomText(() => all, 252)
  const counts = Object.values(Object.groupBy(text, letter => letter)).map(group => group?.length)
  expect(counts).toEqual(Array.from({ length: 36 }, () => 7))
})
