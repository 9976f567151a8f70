import type { Body, Source } from '../source/source.ts'

export interface Part {
  number: number
  body: Body
  /** Of the whole, as soon as it is known: for a stream with its last part. */
  totalBytes: number | null
  /** Its memory may be used for another one. */
  release(): void
}

/** The parts in order, each once. */
export interface PartFeed {
  /** `null`: there are no more. */
  next(): Promise<Part | null>
  /** This part and those that follow, as far as they are to be sent. */
  batchFrom(number: number, length: number): number[]
}

export interface PartLayout {
  sizeBytes: number
  partSizeBytes: number
}

/** An empty file is one empty part. */
export const partCountOf = ({ sizeBytes, partSizeBytes }: PartLayout) =>
  Math.max(1, Math.ceil(sizeBytes / partSizeBytes))

export function sizeOfPart({ sizeBytes, partSizeBytes }: PartLayout, number: number): number {
  return Math.min(partSizeBytes, sizeBytes - (number - 1) * partSizeBytes)
}

/** Parts of what can be read anywhere, without those that `isStored` tells of. */
export function feedFromSlices(
  slice: NonNullable<Source['slice']>,
  layout: PartLayout,
  isStored: (number: number) => boolean,
): PartFeed {
  const count = partCountOf(layout)
  const { partSizeBytes, sizeBytes: totalBytes } = layout
  const missing = Array.from({ length: count }, (_, index) => index + 1).filter(number => !isStored(number))
  let at = 0
  return {
    next: async () => {
      const number = missing[at++]
      if (number === undefined) return null
      const start = (number - 1) * partSizeBytes
      const body = slice(start, start + sizeOfPart(layout, number))
      return { number, body, totalBytes, release: () => undefined }
    },
    batchFrom: (number, length) => {
      const from = missing.findIndex(other => other >= number)
      return from === -1 ? [] : missing.slice(from, from + length)
    },
  }
}
