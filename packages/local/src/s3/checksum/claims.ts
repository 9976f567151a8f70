import type { RequestHeaders } from '../http/headers.ts'
import { S3Error } from '../s3-error.ts'
import { CHECKSUM_ALGORITHMS, type ChecksumAlgorithm, DIGEST_BYTES } from './hasher.ts'

/**
 * What a request says its body hashes to. Only headers and trailers count: S3 signs a checksum in the query of a
 * presigned URL like any parameter and then ignores it, and so do we.
 */
export type ChecksumClaims = {
  contentMd5?: Buffer
  /** Declared as a header. */
  checksum?: { algorithm: ChecksumAlgorithm; value: string }
  /** Announced by x-amz-trailer; the value follows the body. */
  trailer?: ChecksumAlgorithm
}

const PREFIX = 'x-amz-checksum-'
/** These share the prefix and are not values. */
const NOT_VALUES = new Set(['x-amz-checksum-algorithm', 'x-amz-checksum-mode', 'x-amz-checksum-type'])

export function checksumHeaderName(algorithm: ChecksumAlgorithm): string {
  return PREFIX + algorithm.toLowerCase()
}

export function parseChecksumAlgorithm(name: string): ChecksumAlgorithm | undefined {
  return CHECKSUM_ALGORITHMS.find(algorithm => algorithm === name.toUpperCase())
}

/** Strict base64 of exactly the digest's length. */
export function isDigestOf(value: string, bytes: number): boolean {
  const decoded = Buffer.from(value, 'base64')
  return decoded.length === bytes && decoded.toString('base64') === value
}

function readContentMd5(headers: RequestHeaders): Buffer | undefined {
  const value = headers.get('content-md5')
  if (value === undefined) return undefined
  if (!isDigestOf(value, DIGEST_BYTES.MD5)) {
    throw new S3Error('InvalidDigest', { details: { 'Content-MD5': value } })
  }
  return Buffer.from(value, 'base64')
}

function algorithmOfHeader(name: string): ChecksumAlgorithm {
  const algorithm = parseChecksumAlgorithm(name.slice(PREFIX.length))
  if (algorithm) return algorithm
  throw new S3Error('NotImplemented', { details: { Header: name } })
}

function readChecksumHeader(headers: RequestHeaders): ChecksumClaims['checksum'] {
  const names = [...headers.keys()].filter(name => name.startsWith(PREFIX) && !NOT_VALUES.has(name))
  const [name] = names
  if (name === undefined) return undefined
  if (names.length > 1) {
    throw new S3Error('InvalidRequest', {
      message: 'Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.',
    })
  }
  const algorithm = algorithmOfHeader(name)
  const value = headers.get(name) ?? ''
  if (isDigestOf(value, DIGEST_BYTES[algorithm])) return { algorithm, value }
  throw new S3Error('InvalidRequest', { message: `Value for ${name} header is invalid.` })
}

function readTrailerName(headers: RequestHeaders): ChecksumAlgorithm | undefined {
  const announced = headers.get('x-amz-trailer')?.trim().toLowerCase()
  if (announced === undefined) return undefined
  if (announced.startsWith(PREFIX)) return algorithmOfHeader(announced)
  throw new S3Error('InvalidRequest', {
    message: 'The value specified in the x-amz-trailer header is not supported',
  })
}

/** The SDKs name the algorithm besides sending its value; one without the other is a client's mistake. */
function checkDeclaredAlgorithm(headers: RequestHeaders, found: ChecksumAlgorithm | undefined): void {
  const declared = headers.get('x-amz-sdk-checksum-algorithm')
  if (declared === undefined) return
  if (!found) {
    throw new S3Error('InvalidRequest', {
      message:
        'x-amz-sdk-checksum-algorithm specified, but no corresponding x-amz-checksum-* or x-amz-trailer headers were found.',
    })
  }
  if (declared.toUpperCase() !== found) {
    throw new S3Error('InvalidRequest', {
      message: 'Value for x-amz-sdk-checksum-algorithm header is invalid.',
    })
  }
}

/** For a body whose request speaks of something else in its checksum headers. */
export function readMd5Claim(headers: RequestHeaders): ChecksumClaims {
  const contentMd5 = readContentMd5(headers)
  return contentMd5 ? { contentMd5 } : {}
}

export function readChecksumClaims(headers: RequestHeaders): ChecksumClaims {
  const contentMd5 = readContentMd5(headers)
  const checksum = readChecksumHeader(headers)
  const trailer = readTrailerName(headers)
  if (checksum && trailer) {
    throw new S3Error('InvalidRequest', { message: 'Expecting a single x-amz-checksum- header or trailer.' })
  }
  checkDeclaredAlgorithm(headers, checksum?.algorithm ?? trailer)
  return {
    ...(contentMd5 ? { contentMd5 } : {}),
    ...(checksum ? { checksum } : {}),
    ...(trailer ? { trailer } : {}),
  }
}
