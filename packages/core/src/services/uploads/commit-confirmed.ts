import { fileHashOfSha256 } from '../../domain/checksum.ts'
import type { DomainError } from '../../domain/errors.ts'
import { notFound, refuse, succeed } from '../../domain/result.ts'
import type { Receipt, UploadRecord } from '../../domain/upload.ts'
import type { ChecksumWitness, EtagWitness, ObservedObject } from '../../domain/verify-object.ts'
import type { ServiceDeps } from '../deps.ts'
import { quotaExceeded } from '../quotas/quota-error.ts'
import { type ConfirmIntent, done, lookAgain, type SettleStep } from './settle-step.ts'

/** Bytes that were compared and found right, and the key that will serve them. */
export interface JudgedBytes {
  servedKeyId: number
  observed: ObservedObject
  sourceEtag: string
  checksum: ChecksumWitness
  /** All that were compared: the copy's own and, where it is one, its source's. */
  checksums: ObservedObject['checksums']
  /** `false`: an ETag was claimed that this store's own cannot be compared with. */
  isEtagCompared?: boolean
}

/** One statement settles everything or nothing; losing it means that somebody else settled or renewed first. */
export async function commitConfirmed(
  deps: ServiceDeps,
  upload: UploadRecord,
  { intent, bytes }: { intent: ConfirmIntent; bytes: JudgedBytes },
): Promise<SettleStep> {
  const { servedKeyId, observed, sourceEtag } = bytes
  const { etag, sizeBytes, versionId, contentType } = observed
  const finished = await deps.uploads.finish({
    kind: 'completed',
    uploadId: upload.uploadId,
    attempt: upload.attempt,
    servedKeyId,
    observed: {
      etag,
      sourceEtag,
      sizeBytes,
      versionId,
      contentType,
      sha256: await trustedSha256(deps, upload, observed),
    },
    receipt: receiptOf(upload, { intent, bytes }),
    settledBy: intent.settledBy,
    disputedEtag: upload.disputedEtag,
    objectId: deps.ids.next('object'),
    blobId: deps.ids.next('blob'),
  })
  switch (finished.outcome) {
    case 'finished':
      return done(succeed({ kind: 'settled', upload: finished.upload, isReplay: false }))
    case 'gone':
      return done(notFound('upload', upload.uploadId))
    case 'quota_exceeded':
      return done(await refuseConfirm(deps, upload, quotaExceeded(finished.refusal)))
    case 'confirming':
    case 'lost':
      return lookAgain(finished.outcome === 'lost' ? finished.upload : null)
  }
}

function receiptOf(
  upload: UploadRecord,
  { intent, bytes }: { intent: ConfirmIntent; bytes: JudgedBytes },
): Receipt {
  const { claim, settledBy } = intent
  const hasSize = upload.fileSizeBytes !== null || claim.fileSizeBytes !== null
  return {
    size: hasSize ? 'matched' : 'observed_only',
    etag: etagWitness(claim.etag, bytes),
    checksum: bytes.checksum,
    guard: upload.guard,
    settledBy,
    checksums: bytes.checksums,
  }
}

function etagWitness(claimed: string | null, { isEtagCompared = true }: JudgedBytes): EtagWitness {
  if (claimed === null) return 'not_claimed'
  return isEtagCompared ? 'matched' : 'unavailable'
}

/** A SHA-256 counts as verified only where the probe saw the store verify or compute it, never by its mere presence. */
async function trustedSha256(deps: ServiceDeps, upload: UploadRecord, { checksums }: ObservedObject) {
  if (checksums.SHA256 === undefined) return null
  const capabilities = await deps.storeProfile.current()
  const isVerified =
    upload.guard === 'SEALED' ? capabilities?.copyComputesSha256 : capabilities?.verifiesChecksum
  return isVerified ? fileHashOfSha256(checksums.SHA256) : null
}

/** A failed confirm changes nothing but the timeline; the upload stays open (CONTRACT 0.5). */
export async function refuseConfirm(deps: ServiceDeps, upload: UploadRecord, error: DomainError) {
  await deps.uploads.record(refusalEvent(upload, error))
  return refuse(error)
}

export const refusalEvent = ({ uploadId, attempt }: UploadRecord, { code, details }: DomainError) => ({
  uploadId,
  attempt,
  kind: 'confirm_refused',
  detail: { code, ...details },
})
