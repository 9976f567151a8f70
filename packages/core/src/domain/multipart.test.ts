import { describe, expect, test } from 'vitest'
import { choosePartSize, judgeParts, partCount, partLength, type StoredPart } from './multipart.ts'

const MIB = 1024 ** 2
const GIB = 1024 ** 3
const S3 = { minPartBytes: 8 * MIB, maxPartBytes: 5 * GIB, maxParts: 10_000 }

describe('the size of a part', () => {
  test.each([
    ['the smallest, for a small file', 1, null, 8 * MIB],
    ['the smallest, without a size', null, null, 8 * MIB],
    ['as wished', 100 * MIB, 16 * MIB, 16 * MIB],
    ['the smallest, for 10,000 of them', 10_000 * 8 * MIB, null, 8 * MIB],
    ['one MiB more, for a byte more', 10_000 * 8 * MIB + 1, null, 9 * MIB],
    ['more than wished, where that would be too many', 10_000 * 16 * MIB + 1, 16 * MIB, 17 * MIB],
    ['the largest, for the largest file', 10_000 * 5 * GIB, null, 5 * GIB],
  ])('is %s', (...[, fileSizeBytes, partSizeBytes, chosen]) => {
    expect(choosePartSize(S3, { fileSizeBytes, partSizeBytes })).toBe(chosen)
  })

  test('grows by bytes where parts are tiny', () => {
    const tiny = { minPartBytes: 1, maxPartBytes: 100, maxParts: 10_000 }
    expect(choosePartSize(tiny, { fileSizeBytes: 10_000, partSizeBytes: null })).toBe(1)
    expect(choosePartSize(tiny, { fileSizeBytes: 10_001, partSizeBytes: null })).toBe(2)
  })
})

test.each([
  [0, 1, [0]],
  [1, 1, [1]],
  [100, 1, [100]],
  [101, 2, [100, 1]],
  [250, 3, [100, 100, 50]],
])('a file of %i bytes is %i parts of %j', (fileSizeBytes, count, lengths) => {
  expect(partCount(100, fileSizeBytes)).toBe(count)
  const file = { partSizeBytes: 100, fileSizeBytes }
  expect(lengths.map((_, index) => partLength(index + 1, file))).toEqual(lengths)
})

test('of a file without a size nobody knows how many parts it has; each is whole', () => {
  expect(partCount(100, null)).toBeNull()
  expect(partLength(7, { partSizeBytes: 100, fileSizeBytes: null })).toBe(100)
})

describe('a set of parts', () => {
  const part = (partNumber: number, sizeBytes: number): StoredPart => ({ partNumber, sizeBytes, etag: 'e' })
  const judge = (sizes: Record<number, number>, fileSizeBytes: number | null) =>
    judgeParts(
      Object.entries(sizes).map(([number, size]) => part(Number(number), size)),
      { partSizeBytes: 100, fileSizeBytes },
    )

  test.each<[string, Record<number, number>, number | null, object]>([
    ['that is the file', { 1: 100, 2: 100, 3: 50 }, 250, { kind: 'whole', sizeBytes: 250 }],
    ['of an empty file', { 1: 0 }, 0, { kind: 'whole', sizeBytes: 0 }],
    ['that ends with a whole part', { 1: 100, 2: 100 }, 200, { kind: 'whole', sizeBytes: 200 }],
    ['without an end that was told', { 1: 100, 2: 7 }, null, { kind: 'whole', sizeBytes: 107 }],
    ['that is none', {}, 250, { kind: 'incomplete', missing: [1, 2, 3], wrong: [] }],
    ['that is none, of a file without a size', {}, null, { kind: 'incomplete', missing: [1], wrong: [] }],
    ['with a hole', { 1: 100, 3: 50 }, 250, { kind: 'incomplete', missing: [2], wrong: [] }],
    ['with a hole, without a size', { 2: 100 }, null, { kind: 'incomplete', missing: [1], wrong: [] }],
    [
      'with a byte too few in the middle',
      { 1: 99, 2: 100, 3: 50 },
      250,
      { kind: 'incomplete', missing: [], wrong: [{ partNumber: 1, expected: 100, observed: 99 }] },
    ],
    [
      'with a byte too many at the end',
      { 1: 100, 2: 100, 3: 51 },
      250,
      { kind: 'incomplete', missing: [], wrong: [{ partNumber: 3, expected: 50, observed: 51 }] },
    ],
    [
      'with a short part before the last, without a size',
      { 1: 99, 2: 100 },
      null,
      { kind: 'incomplete', missing: [], wrong: [{ partNumber: 1, expected: 100, observed: 99 }] },
    ],
    [
      'with a last part that is too long, without a size',
      { 1: 101 },
      null,
      { kind: 'incomplete', missing: [], wrong: [{ partNumber: 1, expected: 100, observed: 101 }] },
    ],
    ['with a part too many', { 1: 100, 2: 100, 3: 1 }, 200, { kind: 'too_many', sizeBytes: 201 }],
    [
      'with a hole, and a part behind the end that has as many bytes',
      { 1: 100, 3: 100 },
      200,
      { kind: 'too_many', sizeBytes: 300 },
    ],
    [
      'with a short part, and one behind the end that has the rest',
      { 1: 100, 2: 40, 3: 60 },
      200,
      { kind: 'too_many', sizeBytes: 260 },
    ],
  ])('%s', (...[, sizes, fileSizeBytes, verdict]) => {
    expect(judge(sizes, fileSizeBytes)).toEqual(verdict)
  })

  test('of exactly 10,000', () => {
    const all = Object.fromEntries(Array.from({ length: 10_000 }, (_, index) => [index + 1, 100]))
    expect(judge(all, 1_000_000)).toEqual({ kind: 'whole', sizeBytes: 1_000_000 })
    expect(judge({ ...all, 10000: 99 }, 1_000_000)).toMatchObject({ kind: 'incomplete' })
  })
})
