import { createHash, createHmac } from 'node:crypto'
import { CREDENTIALS, REGION } from './test-store.ts'

/**
 * A signer of our own beside the SDK's: the SDK never sends what S3 refuses, and these tests need exactly that. It is
 * written from the published rules and shares nothing with the code under test.
 */
export type Unsigned = {
  method: string
  url: string
  headers?: Record<string, string>
  /** The value of x-amz-content-sha256, and of the payload line of the canonical request. */
  payloadHash?: string
  at?: Date
  accessKeyId?: string
  secretAccessKey?: string
  region?: string
  service?: string
  /** Sent, but not signed. */
  unsignedHeaders?: Record<string, string>
}

export type SignedRequest = {
  method: string
  url: string
  headers: Record<string, string>
  signature: string
  timestamp: string
  scope: string
  key: Buffer
}

export const sha256 = (data: string | Buffer) => createHash('sha256').update(data).digest('hex')
const hmac = (key: string | Buffer, data: string) => createHmac('sha256', key).update(data).digest()

function amzTimestamp(at: Date): string {
  return `${at.toISOString().slice(0, 19).replace(/[-:]/g, '')}Z`
}

/** As it will be sent: the URL class would resolve '..' and the like. */
function rawPath(url: string): string {
  return url.slice(url.indexOf('/', 'http://'.length)).replace(/\?.*$/, '')
}

export function signRequest(request: Unsigned): SignedRequest {
  const { at = new Date(), region = REGION, service = 's3', payloadHash = 'UNSIGNED-PAYLOAD' } = request
  const { accessKeyId, secretAccessKey } = { ...CREDENTIALS, ...definedOf(request) }
  const url = new URL(request.url)
  const timestamp = amzTimestamp(at)
  const scope = [timestamp.slice(0, 8), region, service, 'aws4_request'].join('/')
  const headers: Record<string, string> = {
    host: url.host,
    'x-amz-content-sha256': payloadHash,
    'x-amz-date': timestamp,
    ...request.headers,
  }
  const names = Object.keys(headers).sort()
  const canonical = [
    request.method,
    rawPath(request.url),
    [...url.search.slice(1).split('&').filter(Boolean)]
      .map(part => (part.includes('=') ? part : `${part}=`))
      .sort()
      .join('&'),
    ...names.map(name => `${name}:${headers[name]?.trim()}`),
    '',
    names.join(';'),
    payloadHash,
  ].join('\n')
  const key = [timestamp.slice(0, 8), region, service, 'aws4_request'].reduce<Buffer>(
    hmac,
    Buffer.from(`AWS4${secretAccessKey}`),
  )
  const signature = hmac(key, ['AWS4-HMAC-SHA256', timestamp, scope, sha256(canonical)].join('\n')).toString(
    'hex',
  )
  const authorization = `AWS4-HMAC-SHA256 Credential=${accessKeyId}/${scope}, SignedHeaders=${names.join(';')}, Signature=${signature}`
  return {
    method: request.method,
    url: request.url,
    headers: { ...headers, authorization, ...request.unsignedHeaders },
    signature,
    timestamp,
    scope,
    key,
  }
}

function definedOf(request: Unsigned) {
  return {
    ...(request.accessKeyId === undefined ? {} : { accessKeyId: request.accessKeyId }),
    ...(request.secretAccessKey === undefined ? {} : { secretAccessKey: request.secretAccessKey }),
  }
}

/** One chunk of a signed aws-chunked body, and the signature the next one builds on. */
export function signChunk(signed: SignedRequest, previous: string, data: Buffer) {
  const text = [
    'AWS4-HMAC-SHA256-PAYLOAD',
    signed.timestamp,
    signed.scope,
    previous,
    sha256(''),
    sha256(data),
  ]
  const signature = hmac(signed.key, text.join('\n')).toString('hex')
  const head = `${data.length.toString(16)};chunk-signature=${signature}\r\n`
  return {
    signature,
    bytes: Buffer.concat([Buffer.from(head), data, Buffer.from(data.length > 0 ? '\r\n' : '')]),
  }
}

export function signTrailer(signed: SignedRequest, previous: string, trailer: string): string {
  const text = ['AWS4-HMAC-SHA256-TRAILER', signed.timestamp, signed.scope, previous, sha256(trailer)]
  return hmac(signed.key, text.join('\n')).toString('hex')
}

/** A presigned URL with whatever else the query should hold, signed over the host alone. */
export function presign(method: string, url: string, query: Record<string, string> = {}): string {
  const timestamp = amzTimestamp(new Date())
  const scope = [timestamp.slice(0, 8), REGION, 's3', 'aws4_request']
  const all: Record<string, string> = {
    'X-Amz-Algorithm': 'AWS4-HMAC-SHA256',
    'X-Amz-Credential': [CREDENTIALS.accessKeyId, ...scope].join('/'),
    'X-Amz-Date': timestamp,
    'X-Amz-Expires': '60',
    'X-Amz-SignedHeaders': 'host',
    ...query,
  }
  const search = Object.keys(all)
    .sort()
    .map(name => `${encodeURIComponent(name)}=${encodeURIComponent(all[name] ?? '')}`)
    .join('&')
  const { host, pathname } = new URL(url)
  const payloadHash = query['X-Amz-Content-Sha256'] ?? 'UNSIGNED-PAYLOAD'
  const canonical = [method, pathname, search, `host:${host}`, '', 'host', payloadHash].join('\n')
  const key = scope.reduce<Buffer>(hmac, Buffer.from(`AWS4${CREDENTIALS.secretAccessKey}`))
  const text = ['AWS4-HMAC-SHA256', timestamp, scope.join('/'), sha256(canonical)].join('\n')
  return `${url}?${search}&X-Amz-Signature=${hmac(key, text).toString('hex')}`
}
