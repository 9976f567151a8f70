import { describe, expect, test } from 'vitest'
import { allowsContentType, type BucketRecord, maxFileBytes, NO_RULES } from './bucket.ts'

describe('allowsContentType', () => {
  const allows = (contentTypes: string[], contentType: string) =>
    allowsContentType({ ...NO_RULES, contentTypes }, contentType)

  test.each([
    [[], 'anything/at-all', true],
    [['image/png'], 'image/png', true],
    [['image/png'], 'IMAGE/PNG; q=1', true],
    [['Image/PNG'], 'image/png', true],
    [['image/png'], 'image/pngx', false],
    [['image/png'], 'image/jpeg', false],
    [['image/*'], 'image/svg+xml', true],
    [['image/*'], 'imagery/png', false],
    [['image/*'], 'image', false],
    [['*/*'], 'application/x-anything', true],
    [['image/png', 'video/*'], 'video/mp4', true],
    [['image/png', 'video/*'], 'audio/mp4', false],
    [['image/png'], '', false],
  ])('%j allows %j: %s', (rules, contentType, allowed) => {
    expect(allows(rules, contentType)).toBe(allowed)
  })
})

describe('maxFileBytes', () => {
  const limitOf = (bucket: number | null, organization: number | null) =>
    maxFileBytes({
      rules: { ...NO_RULES, maxFileBytes: bucket },
      organizationMaxFileBytes: organization,
    } as BucketRecord)

  test.each([
    [null, null, null],
    [10, null, { limit: 10, scope: 'bucket' }],
    [null, 10, { limit: 10, scope: 'organization' }],
    [10, 11, { limit: 10, scope: 'bucket' }],
    [10, 10, { limit: 10, scope: 'bucket' }],
    [10, 9, { limit: 9, scope: 'organization' }],
    [0, 5, { limit: 0, scope: 'bucket' }],
    [5, 0, { limit: 0, scope: 'organization' }],
  ])('of a bucket with %s in an organization with %s', (bucket, organization, expected) => {
    expect(limitOf(bucket, organization)).toEqual(expected)
  })
})
