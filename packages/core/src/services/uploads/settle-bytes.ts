import type { DomainError } from '../../domain/errors.ts'
import type { UploadRecord } from '../../domain/upload.ts'
import type { ObservedObject } from '../../domain/verify-object.ts'
import type { ServiceDeps } from '../deps.ts'
import { refuseBySize } from './check-new-bytes.ts'
import { refuseBySchema } from './check-schema.ts'
import { commitConfirmed, refuseConfirm } from './commit-confirmed.ts'
import { mismatchError, notInStorageError } from './confirm-refusal.ts'
import { judgeBytes } from './judge-bytes.ts'
import { sealBytes } from './seal-bytes.ts'
import { type ConfirmIntent, done, lookAgain, type SettleStep } from './settle-step.ts'

/**
 * HEAD, outside any transaction and with the key from the row; then the verdict; then either the put key itself becomes
 * the served one (CONDITIONAL: nobody can write it again) or a sealed copy does.
 */
export async function settleBytes(
  deps: ServiceDeps,
  upload: UploadRecord,
  intent: ConfirmIntent,
): Promise<SettleStep> {
  const { putKey } = upload
  if (putKey === null) return lookAgain()
  const observed = await deps.store.head(putKey.key)
  if (observed === null) return answerNothingThere(deps, upload)

  const tooLarge = await refuseUnsized(deps, upload, observed)
  if (tooLarge) return done(await refuseConfirm(deps, upload, tooLarge))
  const verdict = judgeBytes(upload, intent.claim, { observed, sourceEtag: observed.etag })
  if (!verdict.matches) return done(await refuseConfirm(deps, upload, mismatchError(upload, verdict)))

  const misfit = upload.schemaChanged && upload.createObject ? await refuseChangedSchema(deps, upload) : null
  if (misfit) return done(await refuseConfirm(deps, upload, misfit))

  if (upload.guard === 'SEALED') return sealBytes(deps, upload, { intent, putKey, source: observed })
  const { checksum } = verdict
  const { etag: sourceEtag, checksums } = observed
  const bytes = { servedKeyId: putKey.id, observed, sourceEtag, checksum, checksums }
  return commitConfirmed(deps, upload, { intent, bytes })
}

/** Limits were checked at create for a declared size; without one, this is the first time that there is a size. */
async function refuseUnsized(
  deps: ServiceDeps,
  upload: UploadRecord,
  observed: ObservedObject,
): Promise<DomainError | null> {
  if (upload.fileSizeBytes !== null) return null
  const bucket = await deps.buckets.find(upload, upload.bucketId)
  return bucket && refuseBySize(bucket, observed.sizeBytes)
}

/** What fitted when the upload was created has to fit what the bucket asks of its objects now (CONTRACT 4.1). */
async function refuseChangedSchema(deps: ServiceDeps, upload: UploadRecord): Promise<DomainError | null> {
  const bucket = await deps.buckets.find(upload, upload.bucketId)
  const refusal = bucket && refuseBySchema(bucket, { ...upload, blobType: null })
  if (!refusal) return null
  return {
    code: 'SCHEMA_CHANGED',
    message: `The schema of the bucket was changed, and this upload does not fit it any more: ${refusal.message}`,
    details: { upload_id: upload.uploadId, issues: refusal.issues },
  }
}

/** Past `settle_until` nothing can arrive any more that was begun in time; before, the client may still PUT. */
async function answerNothingThere(deps: ServiceDeps, upload: UploadRecord): Promise<SettleStep> {
  if (deps.clock.now() > upload.settleUntil) return { kind: 'out_of_time' }
  return done(await refuseConfirm(deps, upload, notInStorageError(upload)))
}
