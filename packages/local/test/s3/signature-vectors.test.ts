import { describe, expect, it } from 'vitest'
import { readHeaders } from '../../src/s3/http/headers.ts'
import { parseRequestTarget } from '../../src/s3/http/request-target.ts'
import { authenticate } from '../../src/s3/signature/authenticate.ts'
import { decodeAwsChunked } from '../../src/s3/signature/aws-chunked.ts'
import { SigningKeys } from '../../src/s3/signature/signing-keys.ts'

/** The worked examples of the S3 API reference, "Authenticating Requests": known answers that nobody here computed. */
const known = {
  accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
  region: 'us-east-1',
}
const keys = new SigningKeys(known.secretAccessKey)
const authenticator = { known, keys, now: () => new Date('2013-05-24T00:00:00Z') }
const EMPTY = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'
const SCOPE = 'AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request'

function parts(method: string, url: string, headers: Record<string, string>) {
  return { method, target: parseRequestTarget(url), headers: readHeaders(Object.entries(headers).flat()) }
}

function authorization(signedHeaders: string, signature: string): string {
  return `AWS4-HMAC-SHA256 Credential=${SCOPE},SignedHeaders=${signedHeaders},Signature=${signature}`
}

describe('SigV4 known answers', () => {
  it('accepts the published GET object request', () => {
    const request = parts('GET', '/test.txt', {
      Host: 'examplebucket.s3.amazonaws.com',
      Range: 'bytes=0-9',
      'x-amz-content-sha256': EMPTY,
      'x-amz-date': '20130524T000000Z',
      Authorization: authorization(
        'host;range;x-amz-content-sha256;x-amz-date',
        'f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41',
      ),
    })
    expect(authenticate(authenticator, request)).toEqual({ kind: 'sha256', hex: EMPTY })
  })

  it('accepts the published PUT object request, whose key holds a dollar sign', () => {
    const hash = '44ce7dd67c959e0d3524ffac1771dfbba87d2b6b4b4e99e42034a8b803f8b072'
    const request = parts('PUT', '/test%24file.text', {
      Host: 'examplebucket.s3.amazonaws.com',
      Date: 'Fri, 24 May 2013 00:00:00 GMT',
      'x-amz-content-sha256': hash,
      'x-amz-date': '20130524T000000Z',
      'x-amz-storage-class': 'REDUCED_REDUNDANCY',
      Authorization: authorization(
        'date;host;x-amz-content-sha256;x-amz-date;x-amz-storage-class',
        '98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd',
      ),
    })
    expect(authenticate(authenticator, request)).toEqual({ kind: 'sha256', hex: hash })
  })

  it('accepts the published subresource and list requests', () => {
    const headers = {
      Host: 'examplebucket.s3.amazonaws.com',
      'x-amz-content-sha256': EMPTY,
      'x-amz-date': '20130524T000000Z',
    }
    const signed = 'host;x-amz-content-sha256;x-amz-date'
    const lifecycle = authorization(
      signed,
      'fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543',
    )
    const list = authorization(signed, '34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7')
    const ask = (url: string, Authorization: string) =>
      authenticate(authenticator, parts('GET', url, { ...headers, Authorization }))
    expect(ask('/?lifecycle', lifecycle)).toEqual({ kind: 'sha256', hex: EMPTY })
    expect(ask('/?max-keys=2&prefix=J', list)).toEqual({ kind: 'sha256', hex: EMPTY })
  })

  it('accepts the published presigned URL', () => {
    const url =
      '/test.txt?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request' +
      '&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host' +
      '&X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404'
    const request = parts('GET', url, { Host: 'examplebucket.s3.amazonaws.com' })
    expect(authenticate(authenticator, request)).toEqual({ kind: 'unsigned' })
  })

  it('decodes the published chunked upload and follows its chain of signatures', async () => {
    const request = parts('PUT', '/examplebucket/chunkObject.txt', {
      Host: 's3.amazonaws.com',
      'x-amz-date': '20130524T000000Z',
      'x-amz-storage-class': 'REDUCED_REDUNDANCY',
      'Content-Encoding': 'aws-chunked',
      'x-amz-decoded-content-length': '66560',
      'Content-Length': '66824',
      'x-amz-content-sha256': 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD',
      Authorization: authorization(
        'content-encoding;content-length;host;x-amz-content-sha256;x-amz-date;x-amz-decoded-content-length;x-amz-storage-class',
        '4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9',
      ),
    })
    const rule = authenticate(authenticator, request)
    if (rule.kind !== 'aws-chunked') throw new Error('not chunked')
    const body = [
      '10000;chunk-signature=ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648\r\n',
      `${'a'.repeat(65536)}\r\n`,
      '400;chunk-signature=0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497\r\n',
      `${'a'.repeat(1024)}\r\n`,
      '0;chunk-signature=b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9\r\n\r\n',
    ].join('')
    const source = (async function* () {
      yield Buffer.from(body)
    })()
    let decoded = ''
    for await (const chunk of decodeAwsChunked(source, rule).chunks) decoded += chunk.toString()
    expect(decoded).toBe('a'.repeat(66560))
  })
})
