import type { Answer, Create } from './ops.ts'

/** One upload as the model knows it. */
export interface ModelUpload {
  status: 'PENDING' | 'IN_PROGRESS' | 'COMPLETED' | 'CANCELED' | 'FAILED' | 'SKIPPED'
  createObject: boolean
  inParts: boolean
  owner: string | null
  /** Whether a second PUT to one URL is refused. */
  isConditional: boolean
  declaredBytes: number | null
  attempt: number
  /** Made so long ago that nothing can arrive any more. */
  isOld: boolean
  /** Which attempt's URL the client holds, and the length that it was signed for. */
  url: { attempt: number; bytes: number | null } | null
  /** What was PUT under each attempt. */
  puts: Map<number, string>
  sharesBytes: boolean
  n: number
  /** Its client said nothing, and something else later. */
  isSwept: boolean
  isDisputed: boolean
  /** What was there when its client last said that it is not its own. */
  refused: { attempt: number; text: string } | null
  /** What was confirmed. */
  text: string | null
  /** What its object, or without one the upload itself, still holds; others may hold the same. */
  bytes: Bytes | null
}

/** What lies in the store once and is charged once. */
export interface Bytes {
  text: string
  owner: string | null
  /** The store itself computed their digest. */
  isVerified: boolean
}

export interface Sums {
  usedBytes: number
  usedObjects: number
  reservedBytes: number
  reservedObjects: number
}

export const isOpen = (status: ModelUpload['status']) => status === 'PENDING' || status === 'IN_PROGRESS'

/** Why one that ended takes no further step. */
export const closedCode = (status: ModelUpload['status']): Answer =>
  status === 'COMPLETED' || status === 'SKIPPED' ? 'UPLOAD_SETTLED' : `UPLOAD_${status}`

export const byteLength = (text: string) => new TextEncoder().encode(text).length

export const requestOf = ({ key: _, ...request }: Create) => JSON.stringify(request)
