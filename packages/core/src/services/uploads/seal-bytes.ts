import { succeed } from '../../domain/result.ts'
import { sealKey } from '../../domain/storage-key.ts'
import type { KeyRef, UploadRecord } from '../../domain/upload.ts'
import type { ObservedObject } from '../../domain/verify-object.ts'
import type { CopyOutcome } from '../../ports/object-store.ts'
import type { ServiceDeps } from '../deps.ts'
import { commitConfirmed, type JudgedBytes, refuseConfirm } from './commit-confirmed.ts'
import { mismatchError, notInStorageError } from './confirm-refusal.ts'
import { refuseMismatch } from './dispute.ts'
import { judgeBytes } from './judge-bytes.ts'
import { type ConfirmIntent, done, lookAgain, type SettleStep } from './settle-step.ts'

/**
 * The SEALED guard: the presigned URL stays usable until it expires, so the bytes that were confirmed are copied to a
 * key that no URL was ever signed for, and that copy is what is judged and served. The seal's row is inserted before
 * the copy is written: a crash in between leaves a key that a row names, which the worker removes.
 */
interface Sealing {
  intent: ConfirmIntent
  putKey: KeyRef
  source: ObservedObject
}

const SEAL_RANDOM_LENGTH = 32

export async function sealBytes(
  deps: ServiceDeps,
  upload: UploadRecord,
  sealing: Sealing,
): Promise<SettleStep> {
  const { intent, source } = sealing
  if (intent.mayDefer && source.sizeBytes > deps.settings.syncSealBytes)
    return deferSeal(deps, upload, intent)

  const key = sealKey({
    prefix: deps.settings.keyPrefix,
    organizationId: upload.organizationId,
    namespaceId: upload.namespaceId,
    random: deps.ids.random(SEAL_RANDOM_LENGTH),
  })
  const seal = await deps.uploads.openSeal({ uploadId: upload.uploadId, attempt: upload.attempt, key })
  if (seal === null) return lookAgain()

  const step = await copyAndCommit(deps, upload, { ...sealing, seal: { key, keyId: seal.keyId } })
  if (!isCommitted(step)) await deps.uploads.doomSeal(seal.keyId)
  return step
}

/** Whether it was this very call that settled; anything else leaves our seal without a use. */
const isCommitted = (step: SettleStep) =>
  step.kind === 'done' &&
  step.result.ok &&
  step.result.value.kind === 'settled' &&
  !step.result.value.isReplay

async function deferSeal(
  deps: ServiceDeps,
  upload: UploadRecord,
  intent: ConfirmIntent,
): Promise<SettleStep> {
  const started = await deps.tasks.startConfirm({
    taskId: deps.ids.next('task'),
    uploadId: upload.uploadId,
    attempt: upload.attempt,
    claim: intent.claim,
  })
  if (started === null) return lookAgain()
  return done(succeed({ kind: 'processing', upload, taskId: started.taskId }))
}

type Seal = { key: string; keyId: number }

async function copyAndCommit(
  deps: ServiceDeps,
  upload: UploadRecord,
  { intent, putKey, source, seal }: Sealing & { seal: Seal },
): Promise<SettleStep> {
  const copied = await copyUnchanged(deps, upload, { putKey, source, target: seal.key })
  if (copied === 'absent') return done(await refuseConfirm(deps, upload, notInStorageError(upload)))
  // Of a copy that was made twice a version would stay as long as its object does; its doomed key goes with all of them.
  if (copied === 'changed' || copied === 'repeated') return lookAgain()

  const observed = await deps.store.head(seal.key)
  if (observed === null) return lookAgain()
  // The copy was made of the very bytes that the source's checksums are of.
  const checksums = { ...source.checksums, ...observed.checksums }
  const sourceEtag = source.etag
  const verdict = judgeBytes(upload, intent.claim, { observed: { ...observed, checksums }, sourceEtag })
  if (!verdict.matches) {
    const error = mismatchError(upload, verdict, { source_etag: sourceEtag })
    return refuseMismatch(deps, upload, { error, etag: sourceEtag })
  }
  const { checksum } = verdict
  const bytes: JudgedBytes = { servedKeyId: seal.keyId, observed, sourceEtag, checksum, checksums }
  return commitConfirmed(deps, upload, { intent, bytes })
}

/** Where the store ignores `copy-source-if-match`, a second HEAD shows whether the source moved under the copy. */
async function copyUnchanged(
  deps: ServiceDeps,
  upload: UploadRecord,
  { putKey, source, target }: { putKey: KeyRef; source: ObservedObject; target: string },
): Promise<CopyOutcome> {
  const capabilities = await deps.storeProfile.current()
  const outcome = await deps.store.copy({
    sourceKey: putKey.key,
    sourceVersionId: source.versionId,
    targetKey: target,
    ifSourceEtag: source.etag,
    contentType: upload.contentType,
    checksumAlgorithm: capabilities?.copyComputesSha256 ? 'SHA256' : null,
  })
  if (outcome !== 'copied' || capabilities?.conditionalCopy) return outcome
  const after = await deps.store.head(putKey.key, source.versionId)
  return after?.etag === source.etag ? 'copied' : 'changed'
}
