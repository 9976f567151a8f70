import { expect, it } from 'vitest'
import { readByteSize, writeByteSize } from './byte-size.ts'

it.each([
  ['25', '1000000', 25_000_000],
  [' 2.5 ', '1000000000', 2_500_000_000],
  ['2,5', '1000', 2_500],
  ['0', '1000', 0],
  ['', '1000', null],
  ['   ', '1000', null],
  ['x', '1000', undefined],
  ['-1', '1000', undefined],
  ['1e3', '1000', undefined],
  ['1.000.000', '1000', undefined],
  ['9007199255', '1000000', undefined],
])('reads %j times %s as %s bytes', (text, unit, bytes) => {
  expect(readByteSize({ text, unit })).toBe(bytes)
})

it.each([
  [2_500_000_000, '2.5', '1000000000'],
  [25_000_000, '25', '1000000'],
  [2_200_000, '2.2', '1000000'],
  [1_234_567, '1234.567', '1000'],
  [999, '0.999', '1000'],
  [0, '0', '1000'],
])('writes %s bytes so that they are read as the same again', (bytes, text, unit) => {
  const written = writeByteSize(bytes)
  expect(written).toEqual({ text, unit })
  expect(readByteSize(written)).toBe(bytes)
})

it('leaves no limit empty', () => {
  expect(readByteSize(writeByteSize(null))).toBeNull()
})
