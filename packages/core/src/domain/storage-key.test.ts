import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { anyText } from '../../test/support/any-text.ts'
import { putKey, safeKeyName, sealKey } from './storage-key.ts'

const PLACE = { prefix: '', organizationId: 'org_1', namespaceId: 'ns_1' }
const PUT = { ...PLACE, uploadId: 'upl_1', attempt: 2 }

describe('safeKeyName', () => {
  test.each([
    ['report.pdf', 'report.pdf'],
    ['My Report (final).pdf', 'My-Report-final-.pdf'],
    ['../../etc/passwd', 'etc-passwd'],
    ['..\\..\\windows\\system32', 'windows-system32'],
    ['/etc/passwd', 'etc-passwd'],
    ['a/../b', 'a-..-b'],
    ['a\u0000b.txt', 'a-b.txt'],
    ['a\r\nb.txt', 'a-b.txt'],
    ['%2e%2e%2fx', '2e-2e-2fx'],
    ['Übergröße.png', 'U-bergro-e.png'],
    ['ﬁle.txt', 'file.txt'],
    ['日本語.txt', 'txt'],
    ['\u{1F4C4}', 'file'],
    ['', 'file'],
    ['.', 'file'],
    ['..', 'file'],
    ['---', 'file'],
    ['.bashrc', 'bashrc'],
    ['a?b=c&d#e', 'a-b-c-d-e'],
    ['UPPER_lower-09.TAR.GZ', 'UPPER_lower-09.TAR.GZ'],
  ])('%j becomes %j', (filename, name) => {
    expect(safeKeyName(filename)).toBe(name)
  })

  test.each([
    [99, 99],
    [100, 100],
    [101, 100],
    [300, 100],
  ])('a name of %i characters has %i, its extension kept', (length, kept) => {
    const name = safeKeyName(`${'a'.repeat(length - 4)}.txt`)
    expect(name).toHaveLength(kept)
    expect(name.endsWith('a.txt')).toBe(true)
  })

  test('an extension of up to 16 characters is kept, a longer one is none', () => {
    const stem = 'a'.repeat(200)
    expect(safeKeyName(`${stem}.${'e'.repeat(16)}`)).toBe(`${'a'.repeat(83)}.${'e'.repeat(16)}`)
    expect(safeKeyName(`${stem}.${'e'.repeat(17)}`)).toBe('a'.repeat(100))
  })

  test('any name is 1 to 100 characters that no part of a URL or path gives a meaning', () => {
    fc.assert(
      fc.property(anyText(300), filename => {
        expect(safeKeyName(filename)).toMatch(/^[A-Za-z0-9_][A-Za-z0-9._-]{0,99}$/)
      }),
    )
  })
})

describe('keys', () => {
  test('name tenant, upload and attempt', () => {
    expect(putKey({ ...PUT, filename: 'a b.txt' })).toBe(
      'org_1/ns_1/api_buckets_uploads_create/upl_1/2/a-b.txt',
    )
    expect(sealKey({ ...PLACE, random: 'r4nd0m' })).toBe('org_1/ns_1/sealed/r4nd0m')
  })

  test('lie under the prefix', () => {
    expect(putKey({ ...PUT, prefix: 'team/x/', filename: 'a' })).toBe(
      'team/x/org_1/ns_1/api_buckets_uploads_create/upl_1/2/a',
    )
    expect(sealKey({ ...PLACE, prefix: 'team/x/', random: 'r' })).toBe('team/x/org_1/ns_1/sealed/r')
  })

  test('of two attempts differ', () => {
    const keys = [1, 2, 12].map(attempt => putKey({ ...PUT, attempt, filename: 'a' }))
    expect(new Set(keys).size).toBe(3)
  })

  test('never leave their upload, whatever the file is called', () => {
    const base = 'org_1/ns_1/api_buckets_uploads_create/upl_1/2/'
    fc.assert(
      fc.property(anyText(300), filename => {
        const { pathname } = new URL(putKey({ ...PUT, filename }), 'https://s3.test/')
        expect(pathname.startsWith(`/${base}`)).toBe(true)
        expect(pathname.slice(base.length + 1)).not.toContain('/')
      }),
    )
  })
})
