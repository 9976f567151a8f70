import type { BucketRecord } from '../../domain/bucket.ts'
import type { DomainError } from '../../domain/errors.ts'
import { partCount } from '../../domain/multipart.ts'
import type { ServiceDeps } from '../deps.ts'
import { refuseBySize } from '../uploads/check-new-bytes.ts'
import type { OpenParts } from './open-parts.ts'
import { partLimits, tooLargeForParts } from './part-limits.ts'

export interface AskedParts {
  partNumbers: number[]
  /** Of an upload created without a size, once it is known. */
  fileSizeBytes: number | null
}

/** What is wrong with asking for these parts of this upload. Its state has been looked at before. */
export async function refuseParts(
  deps: ServiceDeps,
  { upload, multipart, bucket }: OpenParts & { bucket: BucketRecord },
  input: AskedParts,
): Promise<DomainError | null> {
  const declared = upload.fileSizeBytes
  if (declared !== null && input.fileSizeBytes !== null && input.fileSizeBytes !== declared)
    return invalid(
      ['file_size_bytes'],
      `must be ${declared}, as declared before; renew the upload for another size`,
    )

  const { partSizeBytes } = multipart
  const { maxParts } = await partLimits(deps)
  const fileSizeBytes = declared ?? input.fileSizeBytes
  const last = partCount(partSizeBytes, fileSizeBytes)
  if (fileSizeBytes !== null && last !== null && last > maxParts)
    return tooLargeForParts(fileSizeBytes, partSizeBytes * maxParts)

  const most = last ?? maxParts
  const index = input.partNumbers.findIndex(partNumber => partNumber > most)
  if (index >= 0) return invalid(['part_numbers', index], `must be from 1 to ${most}`)
  return refuseBySize(bucket, fileSizeBytes ?? leastSize(partSizeBytes, input.partNumbers), { inParts: true })
}

/** A file that has this part at all is at least so long. */
const leastSize = (partSizeBytes: number, partNumbers: number[]) =>
  (Math.max(...partNumbers) - 1) * partSizeBytes

function invalid(path: (string | number)[], message: string): DomainError {
  return {
    code: 'INVALID_INPUT',
    message: `${path.join('.')} ${message}`,
    issues: [{ path, message, type: 'value_error' }],
  }
}
