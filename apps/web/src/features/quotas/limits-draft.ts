import { type ByteSizeText, readByteSize, writeByteSize } from '#lib/byte-size.ts'

/** Both limits as they stand in the form. */
export interface LimitsDraft {
  size: ByteSizeText
  count: string
}

export function draftOf(bytes: number | null, objects: number | null): LimitsDraft {
  return { size: writeByteSize(bytes), count: objects?.toString() ?? '' }
}

/** Each null where nothing was typed, undefined where it is no limit. */
export function readLimits({ size, count }: LimitsDraft) {
  return { bytes: readByteSize(size), objects: readCount(count) }
}

function readCount(text: string): number | null | undefined {
  const digits = text.trim().replaceAll(/[ ,_]/g, '')
  if (digits === '') return null
  const count = /^\d+$/.test(digits) ? Number(digits) : Number.NaN
  return Number.isSafeInteger(count) ? count : undefined
}
