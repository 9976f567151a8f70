import { attachmentDisposition, putKey } from '@landfall/core/domain'
import type { PresignPut } from '@landfall/core/ports'
import { describe, expect, test } from 'vitest'
import { createS3ObjectStore } from '../src/index.ts'
import { makeConfig } from './support/config.ts'

const SHA256 = '47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='
const URL_LIMIT = 2083

function makePut(overrides: Partial<PresignPut> = {}): PresignPut {
  return {
    key: 'org/ns/upl/1/a.txt',
    expiresInSeconds: 900,
    contentType: 'text/plain',
    contentLengthBytes: 12,
    ifNoneMatch: true,
    checksum: { algorithm: 'SHA256', value: SHA256 },
    ...overrides,
  }
}

async function signPut(overrides: Partial<PresignPut> = {}, config = makeConfig()) {
  const store = createS3ObjectStore(config)
  const { url, headers } = await store.presignPut(makePut(overrides))
  const parsed = new URL(url)
  const signedHeaders = parsed.searchParams.get('X-Amz-SignedHeaders')?.split(';') ?? []
  return { url: parsed, headers, signedHeaders }
}

describe('presigned PUT', () => {
  test('signs type, length, If-None-Match and checksum as headers', async () => {
    const { signedHeaders, headers } = await signPut()
    expect(signedHeaders).toEqual([
      'content-length',
      'content-type',
      'host',
      'if-none-match',
      'x-amz-checksum-sha256',
    ])
    expect(headers).toEqual({
      'content-type': 'text/plain',
      'if-none-match': '*',
      'x-amz-checksum-sha256': SHA256,
    })
  })

  test('leaves nothing in the query but the signature itself', async () => {
    const { url } = await signPut()
    expect([...url.searchParams.keys()].sort()).toEqual([
      'X-Amz-Algorithm',
      'X-Amz-Content-Sha256',
      'X-Amz-Credential',
      'X-Amz-Date',
      'X-Amz-Expires',
      'X-Amz-Signature',
      'X-Amz-SignedHeaders',
      'x-id',
    ])
    expect(url.searchParams.get('X-Amz-Expires')).toBe('900')
  })

  test('signs the content type alone for a client that sends nothing else', async () => {
    const { signedHeaders, headers } = await signPut({
      contentLengthBytes: null,
      ifNoneMatch: false,
      checksum: null,
    })
    expect(signedHeaders).toEqual(['content-type', 'host'])
    expect(headers).toEqual({ 'content-type': 'text/plain' })
  })

  test('signs a length of zero', async () => {
    const { signedHeaders } = await signPut({ contentLengthBytes: 0, ifNoneMatch: false, checksum: null })
    expect(signedHeaders).toEqual(['content-length', 'content-type', 'host'])
  })

  test.each([
    ['CRC32', 'x-amz-checksum-crc32', 'AAAAAA=='],
    ['CRC32C', 'x-amz-checksum-crc32c', 'AAAAAA=='],
    ['CRC64NVME', 'x-amz-checksum-crc64nvme', 'AAAAAAAAAAA='],
    ['SHA256', 'x-amz-checksum-sha256', SHA256],
  ] as const)('signs %s as the header %s', async (algorithm, header, value) => {
    const { url, signedHeaders, headers } = await signPut({ checksum: { algorithm, value } })
    expect(signedHeaders).toContain(header)
    expect(headers[header]).toBe(value)
    expect(url.searchParams.has(header)).toBe(false)
  })

  test('is for the address that clients reach', async () => {
    const { url } = await signPut({}, makeConfig({ publicEndpoint: 'https://files.example.com:8443' }))
    expect(url.origin).toBe('https://files.example.com:8443')
    expect(url.pathname).toBe('/landfall-test/org/ns/upl/1/a.txt')
  })

  test('names the bucket in the host where the path style is off', async () => {
    const config = makeConfig({ endpoint: 'https://s3.example.com', forcePathStyle: false })
    const { url } = await signPut({}, config)
    expect(url.host).toBe('landfall-test.s3.example.com')
    expect(url.pathname).toBe('/org/ns/upl/1/a.txt')
  })

  test('goes to AWS in the region where no endpoint is given', async () => {
    const { url } = await signPut({}, makeConfig({ endpoint: undefined }))
    expect(url.host).toBe('landfall-test.s3.eu-central-1.amazonaws.com')
  })
})

describe('presigned GET', () => {
  test('carries disposition, type and version', async () => {
    const store = createS3ObjectStore(makeConfig())
    const disposition = attachmentDisposition('Zürich "1".pdf')
    const url = new URL(
      await store.presignGet({
        key: 'a/b',
        versionId: 'v+1/=',
        expiresInSeconds: 60,
        contentDisposition: disposition,
        contentType: 'application/pdf',
      }),
    )
    expect(url.searchParams.get('response-content-disposition')).toBe(disposition)
    expect(url.searchParams.get('response-content-type')).toBe('application/pdf')
    expect(url.searchParams.get('versionId')).toBe('v+1/=')
    expect(url.searchParams.get('X-Amz-SignedHeaders')).toBe('host')
  })

  test('names no version where there is none', async () => {
    const store = createS3ObjectStore(makeConfig())
    const url = await store.presignGet({
      key: 'a/b',
      versionId: null,
      expiresInSeconds: 60,
      contentDisposition: 'attachment',
      contentType: 'text/plain',
    })
    expect(new URL(url).searchParams.has('versionId')).toBe(false)
  })
})

/** Clients of the contract cannot decode a response whose URL is longer (CONTRACT 1.10). */
describe('a URL of at most 2083 characters', () => {
  const LONG = {
    prefix: `${'p'.repeat(40)}/`,
    organizationId: `org_${'o'.repeat(24)}`,
    namespaceId: `ns_${'n'.repeat(24)}`,
    uploadId: `upl_${'u'.repeat(16)}`,
    attempt: 999,
  }
  const config = makeConfig({
    bucket: 'b'.repeat(63),
    endpoint: undefined,
    region: 'ap-southeast-1',
  })
  const names = [
    ['letters', 'a'.repeat(251)],
    ['blanks', `${' '.repeat(250)}x`],
    ['quotes', '"'.repeat(251)],
    ['percent signs', '%'.repeat(251)],
    ['apostrophes and brackets', "'(".repeat(125)],
    ['two-byte letters', 'é'.repeat(251)],
    ['three-byte letters', '漢'.repeat(251)],
    ['four-byte letters', '😀'.repeat(125)],
    ['blanks and emoji', ' 😀'.repeat(83)],
  ].map(([label, stem]) => ({ label, filename: `${stem}.pdf` }))

  test.each(names)('PUT of a name of $label', async ({ filename }) => {
    const { url } = await signPut({ key: putKey({ ...LONG, filename }), contentType: 'x/y' }, config)
    expect(url.href.length).toBeLessThanOrEqual(URL_LIMIT)
  })

  test.each(names)('GET of a name of $label', async ({ filename }) => {
    const store = createS3ObjectStore(config)
    const url = await store.presignGet({
      key: putKey({ ...LONG, filename }),
      versionId: 'v'.repeat(32),
      expiresInSeconds: 604_800,
      contentDisposition: attachmentDisposition(filename),
      contentType: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
    })
    expect(url.length).toBeLessThanOrEqual(URL_LIMIT)
  })
})
