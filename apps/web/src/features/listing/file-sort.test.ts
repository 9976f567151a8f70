import { expect, it } from 'vitest'
import { writeSort } from '#lib/read-sort.ts'
import { readSort } from './file-sort.ts'

it.each([
  ['filename:asc', { field: 'filename', direction: 'asc' }],
  ['file_size_bytes:desc', { field: 'file_size_bytes', direction: 'desc' }],
  ['filename', { field: 'filename', direction: 'desc' }],
  ['password:asc', { field: 'created_at', direction: 'desc' }],
  [null, { field: 'created_at', direction: 'desc' }],
])('reads %s', (text, sort) => {
  expect(readSort(text)).toEqual(sort)
})

it('writes what it reads', () => {
  expect(writeSort(readSort('filename:asc'))).toBe('filename:asc')
})
