import type { Query } from '../http/request-target.ts'
import { S3Error } from '../s3-error.ts'
import { type ClaimInput, MAX_SKEW_MS, type SignatureClaim } from './claim.ts'
import { parseCredential, parseTimestamp } from './credential.ts'

const MAX_EXPIRES_SECONDS = 604_800

function refuse(message: string): S3Error {
  return new S3Error('AuthorizationQueryParametersError', { message })
}

function required(query: Query, name: string): string {
  const value = query.get(name)
  if (!value) throw new S3Error('AuthorizationQueryParametersError')
  return value
}

function readExpires(text: string): number {
  if (!/^-?\d+$/.test(text)) throw refuse('X-Amz-Expires should be a number')
  const seconds = Number(text)
  if (seconds < 0) throw refuse('X-Amz-Expires must be non-negative')
  if (seconds === 0) throw refuse('X-Amz-Expires must be greater than 0')
  if (seconds > MAX_EXPIRES_SECONDS) {
    throw refuse(
      'X-Amz-Expires must be less than a week (in seconds); that is, the given X-Amz-Expires must be less than 604800 seconds',
    )
  }
  return seconds
}

function checkLifetime(signedAt: Date, expiresSeconds: number, now: Date): void {
  if (signedAt.getTime() - now.getTime() > MAX_SKEW_MS) {
    throw new S3Error('AccessDenied', { message: 'Request is not valid yet' })
  }
  const expiresAt = new Date(signedAt.getTime() + expiresSeconds * 1000)
  if (now.getTime() <= expiresAt.getTime()) return
  throw new S3Error('AccessDenied', {
    message: 'Request has expired',
    details: {
      'X-Amz-Expires': String(expiresSeconds),
      Expires: expiresAt.toISOString(),
      ServerTime: now.toISOString(),
    },
  })
}

export function readQueryClaim(input: ClaimInput): SignatureClaim {
  const { query } = input.target
  const algorithm = required(query, 'X-Amz-Algorithm')
  const credentialText = required(query, 'X-Amz-Credential')
  const signature = required(query, 'X-Amz-Signature')
  const timestamp = required(query, 'X-Amz-Date')
  const signedHeaders = required(query, 'X-Amz-SignedHeaders').split(';')
  const expiresSeconds = readExpires(required(query, 'X-Amz-Expires'))
  if (algorithm !== 'AWS4-HMAC-SHA256') throw refuse('X-Amz-Algorithm only supports "AWS4-HMAC-SHA256"')
  const signedAt = parseTimestamp(timestamp)
  if (!signedAt) throw refuse("X-Amz-Date must be in the ISO8601 Long Format \"yyyyMMdd'T'HHmmss'Z'\"")
  const credential = parseCredential(credentialText, {
    code: 'AuthorizationQueryParametersError',
    timestamp,
    known: input.known,
  })
  checkLifetime(signedAt, expiresSeconds, input.now)
  const payloadHash =
    input.headers.get('x-amz-content-sha256') ?? query.get('X-Amz-Content-Sha256') ?? 'UNSIGNED-PAYLOAD'
  return { credential, timestamp, signedHeaders, signature, payloadHash }
}
