import type { RequestHeaders } from '../http/headers.ts'
import { S3Error } from '../s3-error.ts'
import { type ClaimInput, MAX_SKEW_MS, type SignatureClaim } from './claim.ts'
import { parseCredential, parseTimestamp, TIMESTAMP } from './credential.ts'

const ALGORITHM = 'AWS4-HMAC-SHA256'

function malformed(message: string): S3Error {
  return new S3Error('AuthorizationHeaderMalformed', { message })
}

function readFields(authorization: string): Map<string, string> {
  const [algorithm, ...rest] = authorization.split(' ')
  if (algorithm !== ALGORITHM) {
    throw new S3Error('InvalidRequest', {
      message: `The authorization mechanism you have provided is not supported. Please use ${ALGORITHM}.`,
    })
  }
  const fields = new Map<string, string>()
  for (const field of rest.join(' ').split(',')) {
    const at = field.indexOf('=')
    if (at > 0) fields.set(field.slice(0, at).trim(), field.slice(at + 1).trim())
  }
  return fields
}

function requireField(fields: Map<string, string>, name: string): string {
  const value = fields.get(name)
  if (!value) {
    throw malformed(`The authorization header is malformed; the authorization header requires ${name}`)
  }
  return value
}

/** x-amz-date wins; a plain Date header is what very old clients send. */
function readTimestamp(headers: RequestHeaders): string {
  const amzDate = headers.get('x-amz-date')
  if (amzDate !== undefined && TIMESTAMP.test(amzDate)) return amzDate
  const date = new Date(amzDate ?? headers.get('date') ?? '')
  if (amzDate !== undefined || Number.isNaN(date.getTime())) {
    throw new S3Error('AccessDenied', {
      message: 'AWS authentication requires a valid Date or x-amz-date header',
    })
  }
  return `${date.toISOString().slice(0, 19).replaceAll(/[-:]/g, '')}Z`
}

function checkSkew(timestamp: string, now: Date): void {
  const at = parseTimestamp(timestamp)
  if (at && Math.abs(at.getTime() - now.getTime()) <= MAX_SKEW_MS) return
  throw new S3Error('RequestTimeTooSkewed', {
    details: {
      RequestTime: timestamp,
      ServerTime: now.toISOString(),
      MaxAllowedSkewMilliseconds: String(MAX_SKEW_MS),
    },
  })
}

export function readHeaderClaim(authorization: string, input: ClaimInput): SignatureClaim {
  const fields = readFields(authorization)
  const credentialText = requireField(fields, 'Credential')
  const signedHeaders = requireField(fields, 'SignedHeaders').split(';')
  const signature = requireField(fields, 'Signature')
  const timestamp = readTimestamp(input.headers)
  const credential = parseCredential(credentialText, {
    code: 'AuthorizationHeaderMalformed',
    timestamp,
    known: input.known,
  })
  checkSkew(timestamp, input.now)
  const payloadHash = input.headers.get('x-amz-content-sha256')
  if (payloadHash === undefined) {
    throw new S3Error('InvalidRequest', {
      message: 'Missing required header for this request: x-amz-content-sha256',
    })
  }
  return { credential, timestamp, signedHeaders, signature, payloadHash }
}
