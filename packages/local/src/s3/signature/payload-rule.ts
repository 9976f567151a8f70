import { S3Error } from '../s3-error.ts'
import type { SignatureScope } from './canonical-request.ts'

/** How the body of an authenticated request has to be read and proven. */
export type PayloadRule =
  | { kind: 'unsigned' }
  | { kind: 'sha256'; hex: string }
  | { kind: 'aws-chunked'; hasTrailer: boolean; chain?: ChunkSignatureChain }

/** Each chunk's signature covers the one before; the first covers the request's own. */
export type ChunkSignatureChain = SignatureScope & { key: Buffer; seed: string }

export const EMPTY_SHA256 = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'

const MODES: Record<string, { hasTrailer: boolean; isSigned: boolean }> = {
  'STREAMING-UNSIGNED-PAYLOAD-TRAILER': { hasTrailer: true, isSigned: false },
  'STREAMING-AWS4-HMAC-SHA256-PAYLOAD': { hasTrailer: false, isSigned: true },
  'STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER': { hasTrailer: true, isSigned: true },
}

export function payloadRule(contentSha256: string, chain: ChunkSignatureChain): PayloadRule {
  if (contentSha256 === 'UNSIGNED-PAYLOAD') return { kind: 'unsigned' }
  const mode = Object.hasOwn(MODES, contentSha256) ? MODES[contentSha256] : undefined
  if (mode) return { kind: 'aws-chunked', hasTrailer: mode.hasTrailer, ...(mode.isSigned ? { chain } : {}) }
  if (/^[0-9a-f]{64}$/i.test(contentSha256)) return { kind: 'sha256', hex: contentSha256.toLowerCase() }
  throw new S3Error('InvalidArgument', {
    message: `x-amz-content-sha256 must be UNSIGNED-PAYLOAD, ${Object.keys(MODES).join(', ')}, or a valid sha256 value.`,
    details: { ArgumentName: 'x-amz-content-sha256', ArgumentValue: contentSha256 },
  })
}
