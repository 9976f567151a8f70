import type { DomainError } from '../../domain/errors.ts'
import { choosePartSize, type PartLimits } from '../../domain/multipart.ts'
import { MAX_PART_BYTES, MAX_PARTS } from '../../wire/limits.ts'
import type { ServiceDeps } from '../deps.ts'

/** As many parts as one page of a list holds: all that can be seen of a multipart where nobody saw the store turn pages. */
const ONE_PAGE = 1_000

export async function partLimits(deps: ServiceDeps): Promise<PartLimits> {
  const capabilities = await deps.storeProfile.current()
  return {
    minPartBytes: deps.settings.minPartBytes,
    maxPartBytes: MAX_PART_BYTES,
    maxParts: capabilities?.pagesParts ? MAX_PARTS : ONE_PAGE,
  }
}

/** What can be sent in so many parts at all; a wish for the size of a part has bounds. */
export function refuseByParts(
  limits: PartLimits,
  file: { fileSizeBytes: number | null; partSizeBytes: number | null },
): DomainError | null {
  const { minPartBytes, maxPartBytes, maxParts } = limits
  const { fileSizeBytes, partSizeBytes } = file
  if (partSizeBytes !== null && (partSizeBytes < minPartBytes || partSizeBytes > maxPartBytes)) {
    const message = `must be from ${minPartBytes} to ${maxPartBytes}`
    return {
      code: 'INVALID_INPUT',
      message: `multipart.part_size_bytes ${message}`,
      issues: [{ path: ['multipart', 'part_size_bytes'], message, type: 'value_error' }],
    }
  }
  const largest = maxPartBytes * maxParts
  return fileSizeBytes !== null && fileSizeBytes > largest ? tooLargeForParts(fileSizeBytes, largest) : null
}

export function tooLargeForParts(fileSizeBytes: number, largest: number): DomainError {
  return {
    code: 'FILE_TOO_LARGE',
    message: `file_size_bytes is ${fileSizeBytes}; the parts of this upload hold at most ${largest} bytes`,
    details: {
      field: 'file_size_bytes',
      limit_bytes: largest,
      asked_bytes: fileSizeBytes,
      scope: 'parts',
    },
  }
}

/** `null`: in one PUT. */
export async function planParts(
  deps: ServiceDeps,
  input: { multipart: { partSizeBytes: number | null } | null; fileSizeBytes: number | null },
): Promise<number | null> {
  if (input.multipart === null) return null
  const { partSizeBytes } = input.multipart
  return choosePartSize(await partLimits(deps), { fileSizeBytes: input.fileSizeBytes, partSizeBytes })
}
