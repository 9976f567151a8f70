import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import type { RequestHeaders } from '../http/headers.ts'
import type { RequestTarget } from '../http/request-target.ts'
import { uriEncode, uriEncodePath } from './uri-encode.ts'

/** The request as it arrived, as far as a signature can cover it. */
export type SignedParts = {
  method: string
  target: RequestTarget
  headers: RequestHeaders
}

/** Where a signature claims to come from: the credential scope and the signing time. */
export type SignatureScope = {
  /** YYYYMMDD'T'HHMMSS'Z' */
  timestamp: string
  /** date/region/service/aws4_request */
  scope: string
}

export type CanonicalOptions = { signedHeaders: readonly string[]; payloadHash: string }

export function sha256Hex(data: string | Buffer): string {
  return createHash('sha256').update(data).digest('hex')
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b)
}

function canonicalQuery(target: RequestTarget): string {
  return target.query.pairs
    .filter(([name]) => name !== 'X-Amz-Signature')
    .map(([name, value]) => [uriEncode(name), uriEncode(value)] as const)
    .sort((a, b) => compare(a[0], b[0]) || compare(a[1], b[1]))
    .map(pair => pair.join('='))
    .join('&')
}

/** Clients sign UTF-8 text; Node shows the bytes as latin1. */
function canonicalValue(value: string): string {
  return Buffer.from(value, 'latin1').toString('utf8').trim().replace(/\s+/g, ' ')
}

/** Never normalises the path: S3 is the one service that signs it as sent, encoded once. */
export function canonicalRequest(parts: SignedParts, options: CanonicalOptions): string {
  const headerLines = options.signedHeaders.map(
    name => `${name}:${canonicalValue(parts.headers.get(name) ?? '')}\n`,
  )
  return [
    parts.method,
    uriEncodePath(parts.target.path),
    canonicalQuery(parts.target),
    headerLines.join(''),
    options.signedHeaders.join(';'),
    options.payloadHash,
  ].join('\n')
}

export function stringToSign(at: SignatureScope, canonical: string): string {
  return ['AWS4-HMAC-SHA256', at.timestamp, at.scope, sha256Hex(canonical)].join('\n')
}

function hmac(key: string | Buffer, data: string): Buffer {
  return createHmac('sha256', key).update(data).digest()
}

/** The scope is what ties the key to one day, region and service. */
export function signingKey(secretAccessKey: string, scope: string): Buffer {
  return scope
    .split('/')
    .reduce<Buffer>((key, part) => hmac(key, part), Buffer.from(`AWS4${secretAccessKey}`))
}

export function sign(key: Buffer, text: string): string {
  return hmac(key, text).toString('hex')
}

/** Constant time, so that answers do not tell how much of a guess was right. */
export function isSameSignature(claimed: string, expected: string): boolean {
  const a = Buffer.from(claimed)
  const b = Buffer.from(expected)
  return a.length === b.length && timingSafeEqual(a, b)
}
