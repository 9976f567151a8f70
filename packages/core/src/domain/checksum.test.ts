import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  type ChecksumAlgorithm,
  checksumOfFileHash,
  fileHashOfChecksum,
  fileHashOfSha256,
  isChecksumValue,
} from './checksum.ts'

const HELLO_HEX = '2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824'
const HELLO_BASE64 = 'LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ='

describe('file_hash and SHA256', () => {
  test('are one fact in two spellings', () => {
    expect(checksumOfFileHash(HELLO_HEX)).toEqual({ algorithm: 'SHA256', value: HELLO_BASE64 })
    expect(fileHashOfChecksum({ algorithm: 'SHA256', value: HELLO_BASE64 })).toBe(HELLO_HEX)
  })

  test('turn into each other and back', () => {
    const hashes = fc
      .uint8Array({ minLength: 32, maxLength: 32 })
      .map(bytes => Buffer.from(bytes).toString('hex'))
    fc.assert(fc.property(hashes, hash => fileHashOfChecksum(checksumOfFileHash(hash)) === hash))
  })

  test.each(['0', 'f'])('keep the edges: 64 times %s', digit => {
    expect(fileHashOfChecksum(checksumOfFileHash(digit.repeat(64)))).toBe(digit.repeat(64))
  })

  test.each([
    ['a composite value of a multipart upload', `${HELLO_BASE64}-3`],
    ['31 bytes', Buffer.alloc(31).toString('base64')],
    ['33 bytes', Buffer.alloc(33).toString('base64')],
    ['hex', HELLO_HEX],
    ['nothing', ''],
    ['no base64', '!'.repeat(44)],
  ])('%s is no SHA-256', (_, value) => {
    expect(fileHashOfSha256(value)).toBeNull()
  })

  test('another algorithm has no file_hash', () => {
    expect(fileHashOfChecksum({ algorithm: 'CRC32', value: 'NhCmhg==' })).toBeNull()
    expect(fileHashOfChecksum(null)).toBeNull()
  })
})

describe('isChecksumValue', () => {
  const LENGTHS: [ChecksumAlgorithm, number][] = [
    ['SHA256', 32],
    ['CRC32', 4],
    ['CRC32C', 4],
    ['CRC64NVME', 8],
  ]

  test.each(LENGTHS)('%s has %i bytes, neither one more nor one less', (algorithm, length) => {
    const isOf = (bytes: number) =>
      isChecksumValue({ algorithm, value: Buffer.alloc(bytes, 7).toString('base64') })
    expect([length - 1, length, length + 1].map(isOf)).toEqual([false, true, false])
  })

  test.each([
    '',
    '=',
    'NhCmhg',
    'NhCmhg=',
    'NhCmhg===',
    'Nh mhg==',
    'NhCmh_==',
    'NhCm=g==',
    'NhCmhh==',
    'NhCmhg==\n',
  ])('%j is no CRC32', value => {
    expect(isChecksumValue({ algorithm: 'CRC32', value })).toBe(false)
  })
})
