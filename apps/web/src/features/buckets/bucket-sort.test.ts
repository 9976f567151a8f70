import { listBucketsInput } from '@landfall/core/wire'
import { expect, it } from 'vitest'
import { writeSort } from '#lib/read-sort.ts'
import { BUCKET_SORTS, readBucketSort } from './bucket-sort.ts'

it.each(BUCKET_SORTS)('$label is an order that the API takes', ({ value }) => {
  const sort = readBucketSort(value)
  expect(writeSort(sort)).toBe(value)
  expect(listBucketsInput.parse({ sort }).sort?.direction).toBe(sort.direction)
})

it('what nobody can choose is newest first', () => {
  expect(readBucketSort('password:asc')).toEqual({ field: 'created_at', direction: 'desc' })
})
