/**
 * The arithmetic of uploads in parts: how a file is cut, how long each part is, and whether what the store lists is that
 * file. Pure; all parts are of one size but the last.
 */

/** Of one attempt; a renewal begins another. */
export interface UploadMultipart {
  partSizeBytes: number
  /** The store's own id of it; null until the first parts are signed. */
  multipartUploadId: string | null
}

export interface StoredPart {
  partNumber: number
  sizeBytes: number
  /** Without quotes. */
  etag: string
}

/** What an installation and its store allow. */
export interface PartLimits {
  minPartBytes: number
  maxPartBytes: number
  maxParts: number
}

const MEBIBYTE = 1024 ** 2

/**
 * The wish, or the smallest part, grown in whole MiB where the file would need too many of them. Where even the largest
 * parts do not suffice, it is beyond them: the caller has refused that size before.
 */
export function choosePartSize(
  { minPartBytes, maxParts }: PartLimits,
  file: { fileSizeBytes: number | null; partSizeBytes: number | null },
): number {
  const wanted = file.partSizeBytes ?? minPartBytes
  const needed = Math.ceil((file.fileSizeBytes ?? 0) / maxParts)
  if (needed <= wanted) return wanted
  const unit = needed > MEBIBYTE ? MEBIBYTE : 1
  return Math.ceil(needed / unit) * unit
}

/** An empty file is one empty part. `null`: of unknown size. */
export function partCount(partSizeBytes: number, fileSizeBytes: number | null): number | null {
  return fileSizeBytes === null ? null : Math.max(1, Math.ceil(fileSizeBytes / partSizeBytes))
}

/** Full size, except for the last part of a file whose size is known. */
export function partLength(
  partNumber: number,
  { partSizeBytes, fileSizeBytes }: { partSizeBytes: number; fileSizeBytes: number | null },
): number {
  if (fileSizeBytes === null) return partSizeBytes
  return Math.min(partSizeBytes, fileSizeBytes - (partNumber - 1) * partSizeBytes)
}

export interface WrongPart {
  partNumber: number
  expected: number
  observed: number
}

export type PartsVerdict =
  | { kind: 'whole'; sizeBytes: number }
  /** Parts that may still be sent, or sent again. */
  | { kind: 'incomplete'; missing: number[]; wrong: WrongPart[] }
  /** Beyond the end of the file, to this byte: no part can take that back. */
  | { kind: 'too_many'; sizeBytes: number }

/** `fileSizeBytes`: as declared or claimed. Without one, the last part there is is the last one of the file. */
export function judgeParts(
  parts: readonly StoredPart[],
  file: { partSizeBytes: number; fileSizeBytes: number | null },
): PartsVerdict {
  const byNumber = new Map(parts.map(part => [part.partNumber, part]))
  const last = Math.max(1, ...byNumber.keys())
  const count = partCount(file.partSizeBytes, file.fileSizeBytes) ?? last
  // Not their sum: with a hole before it, a part behind the end could make up the size of the file.
  if (last > count)
    return {
      kind: 'too_many',
      sizeBytes: (last - 1) * file.partSizeBytes + (byNumber.get(last)?.sizeBytes ?? 0),
    }

  const missing: number[] = []
  const wrong: WrongPart[] = []
  for (let partNumber = 1; partNumber <= count; partNumber++) {
    const part = byNumber.get(partNumber)
    const expected = partLength(partNumber, file)
    if (part === undefined) missing.push(partNumber)
    else if (
      !isRightLength(part, { expected, isOpenEnd: file.fileSizeBytes === null && partNumber === count })
    )
      wrong.push({ partNumber, expected, observed: part.sizeBytes })
  }
  if (missing.length + wrong.length > 0) return { kind: 'incomplete', missing, wrong }
  return { kind: 'whole', sizeBytes: parts.reduce((sum, part) => sum + part.sizeBytes, 0) }
}

/** The last part of a file of unknown size may be shorter, never longer. */
function isRightLength(part: StoredPart, { expected, isOpenEnd }: { expected: number; isOpenEnd: boolean }) {
  return isOpenEnd ? part.sizeBytes <= expected : part.sizeBytes === expected
}
