import { describe, expect, test } from 'vitest'
import type { Checksum, ChecksumAlgorithm } from './checksum.ts'
import { type Claim, type Declared, EMPTY_CLAIM, type ObservedObject, verifyObject } from './verify-object.ts'

const SHA256 = 'LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ='
const OTHER_SHA256 = '47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='
const UNDECLARED: Declared = { fileSizeBytes: null, checksum: null }

const OBSERVED: ObservedObject = {
  etag: '5d41402abc4b2a76b9719d911017c592',
  sizeBytes: 5,
  contentType: 'text/plain',
  versionId: null,
  checksums: { SHA256 },
}

function verify(parts: {
  declared?: Partial<Declared>
  claim?: Partial<Claim>
  observed?: Partial<ObservedObject>
  sourceEtag?: string
}) {
  const observed = { ...OBSERVED, ...parts.observed }
  return verifyObject({
    declared: { ...UNDECLARED, ...parts.declared },
    claim: { ...EMPTY_CLAIM, ...parts.claim },
    observed,
    sourceEtag: parts.sourceEtag ?? observed.etag,
  })
}

const sha256 = (value: string): Checksum => ({ algorithm: 'SHA256', value })

test('nothing declared and nothing claimed matches whatever is there', () => {
  expect(verify({})).toEqual({ matches: true, checksum: 'not_claimed' })
  expect(verify({ observed: { sizeBytes: 0 } })).toEqual({ matches: true, checksum: 'not_claimed' })
})

describe('size', () => {
  test.each([
    { expected: 4, observed: 5 },
    { expected: 6, observed: 5 },
    { expected: 0, observed: 1 },
    { expected: 1, observed: 0 },
    { expected: Number.MAX_SAFE_INTEGER, observed: Number.MAX_SAFE_INTEGER - 1 },
  ])('$expected expected and $observed observed differ, declared or claimed', ({ expected, observed }) => {
    const mismatch = { matches: false, code: 'SIZE_MISMATCH', expected, observed }
    const there = { observed: { sizeBytes: observed } }
    expect(verify({ declared: { fileSizeBytes: expected }, ...there })).toEqual({
      ...mismatch,
      source: 'declared',
    })
    expect(verify({ claim: { fileSizeBytes: expected }, ...there })).toEqual({
      ...mismatch,
      source: 'claimed',
    })
  })

  test.each([0, 1, 5, Number.MAX_SAFE_INTEGER])('%i expected and observed match', sizeBytes => {
    const given = { fileSizeBytes: sizeBytes }
    expect(verify({ declared: given, claim: given, observed: { sizeBytes } })).toMatchObject({
      matches: true,
    })
  })
})

describe('ETag', () => {
  test('the one that the uploader saw matches, the served one of a sealed copy does not count', () => {
    const sealed = { observed: { etag: 'of-the-copy' }, sourceEtag: 'of-the-put' }
    expect(verify({ claim: { etag: 'of-the-put' }, ...sealed })).toMatchObject({ matches: true })
    expect(verify({ claim: { etag: 'of-the-copy' }, ...sealed })).toEqual({
      matches: false,
      code: 'ETAG_MISMATCH',
      source: 'claimed',
      expected: 'of-the-copy',
      observed: 'of-the-put',
    })
  })

  test.each([
    ['another case', OBSERVED.etag.toUpperCase()],
    ['a part count', `${OBSERVED.etag}-1`],
    ['quotes left on', `"${OBSERVED.etag}"`],
    ['a prefix of it', OBSERVED.etag.slice(0, -1)],
  ])('%s is another ETag: it is opaque', (_, etag) => {
    expect(verify({ claim: { etag } })).toMatchObject({
      matches: false,
      code: 'ETAG_MISMATCH',
      expected: etag,
    })
  })
})

describe('checksum', () => {
  test('the receipt says that it was compared', () => {
    const matched = { matches: true, checksum: 'matched' }
    expect(verify({ declared: { checksum: sha256(SHA256) } })).toEqual(matched)
    expect(verify({ claim: { checksum: sha256(SHA256) } })).toEqual(matched)
    expect(verify({ declared: { checksum: sha256(SHA256) }, claim: { checksum: sha256(SHA256) } })).toEqual(
      matched,
    )
  })

  test.each(['declared', 'claimed'] as const)('another one than %s is a mismatch that names both', source => {
    const given = { checksum: sha256(OTHER_SHA256) }
    expect(verify(source === 'declared' ? { declared: given } : { claim: given })).toEqual({
      matches: false,
      code: 'CHECKSUM_MISMATCH',
      source,
      expected: OTHER_SHA256,
      observed: SHA256,
      algorithm: 'SHA256',
    })
  })

  test.each(['CRC32', 'CRC32C', 'CRC64NVME'] as ChecksumAlgorithm[])(
    '%s is compared with the same algorithm only',
    algorithm => {
      const checksum = { algorithm, value: 'NhCmhg==' }
      const there = (value: string) => ({ observed: { checksums: { SHA256, [algorithm]: value } } })
      expect(verify({ claim: { checksum }, ...there('NhCmhg==') })).toMatchObject({ checksum: 'matched' })
      expect(verify({ claim: { checksum }, ...there('AAAAAA==') })).toMatchObject({
        code: 'CHECKSUM_MISMATCH',
        algorithm,
      })
      expect(verify({ claim: { checksum } })).toEqual({ matches: true, checksum: 'unavailable' })
    },
  )

  test('one that the store does not give is unavailable, never matched', () => {
    const crc = { algorithm: 'CRC32', value: 'NhCmhg==' } as const
    const both = { declared: { checksum: sha256(SHA256) }, claim: { checksum: crc } }
    expect(verify(both)).toEqual({ matches: true, checksum: 'unavailable' })
    expect(verify({ ...both, observed: { checksums: { CRC32: 'NhCmhg==' } } })).toEqual({
      matches: true,
      checksum: 'unavailable',
    })
    expect(verify({ ...both, observed: { checksums: { SHA256, CRC32: 'NhCmhg==' } } })).toEqual({
      matches: true,
      checksum: 'matched',
    })
  })

  test('a known difference counts although another checksum is unavailable', () => {
    const claim = { checksum: { algorithm: 'CRC32', value: 'NhCmhg==' } } as const
    expect(verify({ declared: { checksum: sha256(OTHER_SHA256) }, claim })).toMatchObject({
      matches: false,
      code: 'CHECKSUM_MISMATCH',
      source: 'declared',
    })
  })
})

test('of several differences the size is named first, then the ETag, then the checksum; declared before claimed', () => {
  const declared = { fileSizeBytes: 1, checksum: sha256(OTHER_SHA256) }
  const claim = { fileSizeBytes: 2, etag: 'other', checksum: sha256(OTHER_SHA256) }
  expect(verify({ declared, claim })).toMatchObject({
    code: 'SIZE_MISMATCH',
    source: 'declared',
    expected: 1,
  })
  expect(verify({ declared: { ...declared, fileSizeBytes: 5 }, claim })).toMatchObject({
    source: 'claimed',
    expected: 2,
  })
  const sized = { declared: { ...declared, fileSizeBytes: 5 }, claim: { ...claim, fileSizeBytes: 5 } }
  expect(verify(sized)).toMatchObject({ code: 'ETAG_MISMATCH' })
  expect(verify({ ...sized, sourceEtag: 'other' })).toMatchObject({
    code: 'CHECKSUM_MISMATCH',
    source: 'declared',
  })
})
