import { refuse } from '../../domain/result.ts'
import type { UploadRecord } from '../../domain/upload.ts'
import type { ServiceDeps } from '../deps.ts'
import { settleParts } from '../parts/settle-parts.ts'
import { commitConfirmed, refuseConfirm } from './commit-confirmed.ts'
import { mismatchError, notInStorageError } from './confirm-refusal.ts'
import { refuseDisputed, refuseMismatch } from './dispute.ts'
import { judgeBytes } from './judge-bytes.ts'
import { refuseChangedSchema } from './refuse-changed-schema.ts'
import { refuseUnsized } from './refuse-unsized.ts'
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
  if (upload.multipart !== null) return settleParts(deps, upload, intent)
  const { putKey } = upload
  if (putKey === null) return lookAgain()
  const observed = await deps.store.head(putKey.key)
  if (observed === null) return answerNothingThere(deps, upload)

  const tooLarge = await refuseUnsized(deps, upload, observed.sizeBytes)
  if (tooLarge) return done(await refuseConfirm(deps, upload, tooLarge))
  const verdict = judgeBytes(upload, intent.claim, { observed, sourceEtag: observed.etag })
  const { etag } = observed
  if (!verdict.matches) return refuseMismatch(deps, upload, { error: mismatchError(upload, verdict), etag })
  const disputed = refuseDisputed(upload, intent, etag)
  if (disputed) return done(refuse(disputed))

  const misfit = await refuseChangedSchema(deps, upload)
  if (misfit) return done(await refuseConfirm(deps, upload, misfit))

  if (upload.guard === 'SEALED') return sealBytes(deps, upload, { intent, putKey, source: observed })
  const { checksum } = verdict
  const { checksums } = observed
  const bytes = { servedKeyId: putKey.id, observed, sourceEtag: etag, checksum, checksums }
  return commitConfirmed(deps, upload, { intent, bytes })
}

/** Past `settle_until` nothing can arrive any more that was begun in time; before, the client may still PUT. */
async function answerNothingThere(deps: ServiceDeps, upload: UploadRecord): Promise<SettleStep> {
  const refusal = notInStorageError(upload)
  if (deps.clock.now() > upload.settleUntil) return { kind: 'out_of_time', refusal }
  return done(await refuseConfirm(deps, upload, refusal))
}
