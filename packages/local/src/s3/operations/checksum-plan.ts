import { parseChecksumAlgorithm } from '../checksum/claims.ts'
import type { ChecksumAlgorithm } from '../checksum/hasher.ts'
import type { ChecksumPlan, ChecksumType } from '../checksum/multipart-checksum.ts'
import type { RequestHeaders } from '../http/headers.ts'
import { S3Error } from '../s3-error.ts'

/** Which algorithm and type a multipart upload may be begun with, as S3 documents it. */
const types: Record<ChecksumAlgorithm, readonly [fallback: ChecksumType, other?: ChecksumType]> = {
  CRC32: ['COMPOSITE', 'FULL_OBJECT'],
  CRC32C: ['COMPOSITE', 'FULL_OBJECT'],
  CRC64NVME: ['FULL_OBJECT'],
  SHA1: ['COMPOSITE'],
  SHA256: ['COMPOSITE'],
}

function invalid(message: string): S3Error {
  return new S3Error('InvalidRequest', { message })
}

export function readChecksumAlgorithm(headers: RequestHeaders): ChecksumAlgorithm | undefined {
  const name = headers.get('x-amz-checksum-algorithm')
  if (name === undefined) return undefined
  const algorithm = parseChecksumAlgorithm(name)
  if (algorithm) return algorithm
  throw invalid('Checksum algorithm provided is unsupported.')
}

export function readChecksumType(headers: RequestHeaders): ChecksumType | undefined {
  const name = headers.get('x-amz-checksum-type')?.toUpperCase()
  if (name === undefined || name === 'FULL_OBJECT' || name === 'COMPOSITE') return name
  throw invalid('Value for x-amz-checksum-type header is invalid.')
}

export function readChecksumPlan(headers: RequestHeaders): ChecksumPlan {
  const algorithm = readChecksumAlgorithm(headers)
  const asked = readChecksumType(headers)
  if (!algorithm) {
    if (asked === undefined) return { algorithm: 'CRC64NVME', type: 'FULL_OBJECT', isDeclared: false }
    throw invalid('The x-amz-checksum-type header can only be used with the x-amz-checksum-algorithm header.')
  }
  const allowed = types[algorithm]
  const type = asked ?? allowed[0]
  if (allowed.includes(type)) return { algorithm, type, isDeclared: true }
  throw invalid(
    `The ${type} checksum type cannot be used with the ${algorithm.toLowerCase()} checksum algorithm.`,
  )
}
