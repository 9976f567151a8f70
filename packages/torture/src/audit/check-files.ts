import { EXPIRING_BUCKET, TIGHT_BUCKET, UNIQUE_BUCKET } from '../load/make-buckets.ts'
import type { SentFile, Witness } from '../load/witness.ts'
import type { KeyRow, Records, UploadRow } from './read-records.ts'

/**
 * Every file that S3 acknowledged is accounted for: its upload is COMPLETED with it (whether the bytes are right is
 * `check-served`), or there is a reason that it is not, and its key is the product's to remove, or was kept on demand.
 */
export function checkFiles(witness: Witness, records: Records): string[] {
  return witness.sent
    .filter(file => file.ackedAt !== null)
    .flatMap(file => {
      const problem = problemOf(file, witness, records)
      return problem === null ? [] : [`${file.uploadId}, ${file.sizeBytes} bytes at ${file.key}: ${problem}`]
    })
}

function problemOf(file: SentFile, witness: Witness, { uploads, keys }: Records): string | null {
  const upload = uploads.get(file.uploadId)
  const key = keys.get(file.key)
  if (upload === undefined || key === undefined) return 'acknowledged, and there is no row of it'
  if (key.attempt !== upload.attempt) {
    return witness.hasExcuse(upload.id, 'renewed') ? reclaimed(key) : 'nobody asked for a renewal'
  }
  switch (upload.status) {
    case 'COMPLETED':
      return key.state === 'kept' ? 'kept, though it is COMPLETED' : null
    case 'CANCELED':
      return witness.hasExcuse(upload.id, 'canceled') ? reclaimed(key) : 'CANCELED, and nobody asked for it'
    case 'FAILED':
      return failedWithout(file, upload, witness) ?? reclaimed(key)
    case 'SKIPPED':
      return upload.bucket === UNIQUE_BUCKET ? reclaimed(key) : 'SKIPPED, and its bucket has no unique key'
    default:
      return `in the end it is ${upload.status}`
  }
}

const reclaimed = ({ state }: KeyRow) =>
  state === 'gone' || state === 'kept' ? null : `of no use, and its key is ${state}`

/** Longer than a last look and its commit can lie apart. */
const LOOK_MS = 30_000

/** What lies there when its time ends is taken as it is, unless the bucket or its own client does not want that. */
function failedWithout({ ackedAt }: SentFile, upload: UploadRow, witness: Witness): string | null {
  const { failedAt, bucket, isInParts, declaredBytes } = upload
  if (upload.isDisputed)
    return witness.hasExcuse(upload.id, 'disputed') ? null : 'FAILED as disputed, and nobody did'
  // Of two files that went to one key, the declared hash refuses one.
  if (witness.hasExcuse(upload.id, 'undeclared bytes')) return null
  // Nobody but the client knows which part of a stream is the last.
  // Where there was no room to the end, there was none for it.
  if (bucket === EXPIRING_BUCKET || bucket === TIGHT_BUCKET || (isInParts && declaredBytes === null))
    return null
  const isLate = failedAt !== null && failedAt.getTime() - (ackedAt ?? 0) <= LOOK_MS
  return isLate ? null : 'FAILED, and its bytes were there in time'
}
