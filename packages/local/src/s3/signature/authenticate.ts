import { S3Error } from '../s3-error.ts'
import {
  canonicalRequest,
  isSameSignature,
  type SignedParts,
  sign,
  stringToSign,
} from './canonical-request.ts'
import type { ClaimInput, SignatureClaim } from './claim.ts'
import type { StoreCredentials } from './credential.ts'
import { readHeaderClaim } from './header-claim.ts'
import { type PayloadRule, payloadRule } from './payload-rule.ts'
import { readQueryClaim } from './query-claim.ts'
import type { SigningKeys } from './signing-keys.ts'

/**
 * AWS Signature Version 4 as S3 enforces it, in the Authorization header and in the query of a presigned URL.
 * Owns: who signed, when, which headers, over which request. Does not own: reading the body; what the signature says
 * about the body is handed on as a PayloadRule. There is one key pair and it may do everything.
 */
export type Authenticator = { known: StoreCredentials; keys: SigningKeys; now: () => Date }

const PRESIGNED_MARKS = ['X-Amz-Algorithm', 'X-Amz-Signature', 'X-Amz-Credential']

function readClaim(input: ClaimInput): SignatureClaim {
  const authorization = input.headers.get('authorization')
  const isPresigned = PRESIGNED_MARKS.some(name => input.target.query.has(name))
  if (authorization !== undefined && isPresigned) {
    throw new S3Error('InvalidArgument', {
      message:
        'Only one auth mechanism allowed; only the X-Amz-Algorithm query parameter, Signature query string parameter or the Authorization header should be specified',
      details: { ArgumentName: 'Authorization', ArgumentValue: authorization.split(' ')[0] ?? '' },
    })
  }
  // Session tokens belong to temporary keys, and this store hands out none.
  if (input.headers.has('x-amz-security-token') || input.target.query.has('X-Amz-Security-Token')) {
    throw new S3Error('InvalidToken')
  }
  if (authorization !== undefined) return readHeaderClaim(authorization, input)
  if (isPresigned) return readQueryClaim(input)
  throw new S3Error('AccessDenied')
}

/**
 * S3 refuses any x-amz-* header that the signature does not cover: otherwise whoever holds a presigned URL could add
 * an ACL or metadata that its signer never agreed to. The host is always covered, so a URL is for one endpoint.
 */
function checkEveryAmzHeaderIsSigned(parts: SignedParts, claim: SignatureClaim): void {
  const signed = new Set(claim.signedHeaders)
  const unsigned = [...parts.headers.keys()].filter(name => name.startsWith('x-amz-') && !signed.has(name))
  if (!signed.has('host')) unsigned.push('host')
  if (unsigned.length === 0) return
  throw new S3Error('AccessDenied', {
    message: 'There were headers present in the request which were not signed',
    details: { HeadersNotSigned: unsigned.join(', ') },
  })
}

function checkSignature(parts: SignedParts, claim: SignatureClaim, key: Buffer): void {
  const canonical = canonicalRequest(parts, claim)
  const text = stringToSign({ timestamp: claim.timestamp, scope: claim.credential.scope }, canonical)
  // A header that was signed but did not arrive would otherwise count as an empty one.
  const isComplete = claim.signedHeaders.every(name => parts.headers.has(name))
  if (isComplete && isSameSignature(claim.signature, sign(key, text))) return
  throw new S3Error('SignatureDoesNotMatch', {
    details: {
      AWSAccessKeyId: claim.credential.accessKeyId,
      StringToSign: text,
      SignatureProvided: claim.signature,
      CanonicalRequest: canonical,
    },
  })
}

/** Throws S3's refusal, or says how the body has to be read. */
export function authenticate(authenticator: Authenticator, parts: SignedParts): PayloadRule {
  const { known, keys } = authenticator
  const claim = readClaim({ headers: parts.headers, target: parts.target, known, now: authenticator.now() })
  const { accessKeyId, scope } = claim.credential
  if (accessKeyId !== known.accessKeyId) {
    throw new S3Error('InvalidAccessKeyId', { details: { AWSAccessKeyId: accessKeyId } })
  }
  checkEveryAmzHeaderIsSigned(parts, claim)
  const key = keys.get(scope)
  checkSignature(parts, claim, key)
  return payloadRule(claim.payloadHash, { timestamp: claim.timestamp, scope, key, seed: claim.signature })
}
