import type { DomainError } from '../../domain/errors.ts'
import { judgeParts, type PartsVerdict, type StoredPart } from '../../domain/multipart.ts'
import type { UploadRecord } from '../../domain/upload.ts'
import { type Claim, verifyObject } from '../../domain/verify-object.ts'
import { mismatchError } from '../uploads/confirm-refusal.ts'
import type { ConfirmIntent } from '../uploads/settle-step.ts'

/** How many part numbers an error names. */
const SHOWN = 100

/** Of an upload in parts, before the store puts them together: afterwards a mistake costs sending all of them again. */
export function refuseSet(
  upload: UploadRecord,
  intent: ConfirmIntent,
  { parts, etag }: { parts: StoredPart[]; etag: string | null },
): DomainError | null {
  const { claim } = intent
  const partSizeBytes = upload.multipart?.partSizeBytes ?? 0
  const fileSizeBytes = upload.fileSizeBytes ?? claim.fileSizeBytes
  const verdict = judgeParts(parts, { partSizeBytes, fileSizeBytes })
  const isEndKnown = fileSizeBytes !== null || intent.settledBy === 'client' || intent.settledBy === 'batch'
  if (verdict.kind === 'incomplete' || !isEndKnown) return partsMissing(upload, { verdict, parts })
  return refuseClaims(upload, claim, { sizeBytes: verdict.sizeBytes, etag })
}

function refuseClaims(
  upload: UploadRecord,
  claim: Claim,
  { sizeBytes, etag }: { sizeBytes: number; etag: string | null },
): DomainError | null {
  const sourceEtag = etag ?? claim.etag ?? ''
  const compared = verifyObject({
    declared: { fileSizeBytes: upload.fileSizeBytes, checksum: null },
    claim,
    observed: { etag: sourceEtag, sizeBytes, contentType: null, versionId: null, checksums: {} },
    sourceEtag,
  })
  return compared.matches ? null : mismatchError(upload, compared)
}

export function partsMissing(
  upload: UploadRecord,
  { verdict, parts }: { verdict: PartsVerdict; parts: StoredPart[] },
): DomainError {
  const { missing, wrong } = verdict.kind === 'incomplete' ? verdict : NOTHING_WRONG
  return {
    code: 'PARTS_MISSING',
    message: describe({ missing, wrong }),
    details: {
      upload_id: upload.uploadId,
      attempt: upload.attempt,
      stored_parts: parts.length,
      missing_parts: missing.slice(0, SHOWN),
      missing_count: missing.length,
      wrong_parts: wrong
        .slice(0, SHOWN)
        .map(({ partNumber, ...lengths }) => ({ part_number: partNumber, ...lengths })),
      expires_at: upload.expiresAt.toISOString(),
    },
  }
}

const NOTHING_WRONG = { missing: [], wrong: [] }

function describe({ missing, wrong }: { missing: number[]; wrong: { partNumber: number }[] }): string {
  const [firstMissing] = missing
  if (firstMissing !== undefined)
    return `${missing.length} parts were not stored yet, the first is ${firstMissing}: sign and PUT them, then confirm again`
  const [firstWrong] = wrong
  if (firstWrong !== undefined)
    return `${wrong.length} parts are of another length than the file has there, the first is ${firstWrong.partNumber}: sign and PUT them again, then confirm again`
  return 'Nobody said yet how many parts there are: its client has to confirm this upload'
}
