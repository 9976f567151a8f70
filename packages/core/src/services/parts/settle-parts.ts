import type { DomainError } from '../../domain/errors.ts'
import { judgeParts, type StoredPart } from '../../domain/multipart.ts'
import { refuse } from '../../domain/result.ts'
import type { UploadRecord } from '../../domain/upload.ts'
import type { ServiceDeps } from '../deps.ts'
import { commitConfirmed, refuseConfirm } from '../uploads/commit-confirmed.ts'
import { mismatchError } from '../uploads/confirm-refusal.ts'
import { refuseDisputed, refuseMismatch } from '../uploads/dispute.ts'
import { comparableClaim, judgeBytes } from '../uploads/judge-bytes.ts'
import { refuseChangedSchema } from '../uploads/refuse-changed-schema.ts'
import { refuseUnsized } from '../uploads/refuse-unsized.ts'
import { type ConfirmIntent, done, lookAgain, type SettleStep } from '../uploads/settle-step.ts'
import { type Assembly, assembleParts, findAssembled } from './assemble-parts.ts'
import { partsMissing, refuseSet } from './judge-parts.ts'
import { multipartLost } from './open-parts.ts'
import { readAllParts } from './read-parts.ts'

/**
 * A confirm of an upload in parts: the set is judged as the store lists it, the store puts it together, and then it is an
 * object like any other, judged by its HEAD and committed under guard SERVER: the URLs of its parts are dead. Whoever
 * asks, the same happens; what is incomplete is left as it is. Dying between any two steps leaves one of three states
 * (parts, an object, a settled upload), and the next confirm goes on from it.
 */
export async function settleParts(
  deps: ServiceDeps,
  upload: UploadRecord,
  intent: ConfirmIntent,
): Promise<SettleStep> {
  const { putKey, multipart } = upload
  if (putKey === null || multipart === null) return lookAgain()
  if (multipart.multipartUploadId === null) return answerIncomplete(deps, upload, noParts(upload))
  const ref = { key: putKey.key, multipartUploadId: multipart.multipartUploadId }

  const parts = await readAllParts(deps, ref)
  if (parts === null) {
    const found = await findAssembled(deps, upload, ref.key)
    return settleAssembled(deps, upload, { intent, assembly: found, etag: null })
  }
  const etag = deps.store.multipartEtag(parts.map(part => part.etag))
  const refusal = refuseSet(upload, intent, { parts, etag })
  if (refusal?.code === 'PARTS_MISSING') return answerIncomplete(deps, upload, refusal)
  if (refusal) return refuseMismatch(deps, upload, { error: refusal, etag })
  const disputed = refuseDisputed(upload, intent, etag)
  if (disputed) return done(refuse(disputed))
  const misfit =
    (await refuseUnsized(deps, upload, sizeOf(parts))) ?? (await refuseChangedSchema(deps, upload))
  if (misfit) return done(await refuseConfirm(deps, upload, misfit))
  const assembly = await assembleParts(deps, upload, { ref, parts })
  return settleAssembled(deps, upload, { intent, assembly, etag })
}

const sizeOf = (parts: StoredPart[]) => parts.reduce((sum, part) => sum + part.sizeBytes, 0)

const noParts = (upload: UploadRecord) => {
  const file = { partSizeBytes: upload.multipart?.partSizeBytes ?? 0, fileSizeBytes: upload.fileSizeBytes }
  return partsMissing(upload, { verdict: judgeParts([], file), parts: [] })
}

/** Past `settle_until` no part can arrive any more that was begun in time; before, the client may still send them. */
async function answerIncomplete(
  deps: ServiceDeps,
  upload: UploadRecord,
  refusal: DomainError,
): Promise<SettleStep> {
  if (deps.clock.now() > upload.settleUntil) return { kind: 'out_of_time', refusal }
  return done(await refuseConfirm(deps, upload, refusal))
}

interface Assembled {
  intent: ConfirmIntent
  assembly: Assembly
  /** Recomputed from the parts that were listed; null where there are none, or their ETags are no MD5s. */
  etag: string | null
}

async function settleAssembled(
  deps: ServiceDeps,
  upload: UploadRecord,
  { intent, assembly, etag }: Assembled,
): Promise<SettleStep> {
  if (assembly.kind === 'look_again') return lookAgain(assembly.upload)
  if (assembly.kind === 'gone') return answerIncomplete(deps, upload, multipartLost(upload))
  const { putKey } = upload
  if (putKey === null) return lookAgain()
  const { observed, isOfThese } = assembly
  const tooLarge = await refuseUnsized(deps, upload, observed.sizeBytes)
  if (tooLarge) return done(await refuseConfirm(deps, upload, tooLarge))

  const sourceEtag = (isOfThese ? etag : null) ?? observed.etag
  const claim = comparableClaim(upload, intent.claim, sourceEtag)
  const verdict = judgeBytes(upload, claim, { observed, sourceEtag })
  // It is an object now, and known by the ETag that the store gave it.
  const made = observed.etag
  if (!verdict.matches)
    return refuseMismatch(deps, upload, { error: mismatchError(upload, verdict), etag: made })
  const disputed = refuseDisputed(upload, intent, made)
  if (disputed) return done(refuse(disputed))
  // Of what was put together by a confirm that died.
  const misfit = await refuseChangedSchema(deps, upload)
  if (misfit) return done(await refuseConfirm(deps, upload, misfit))
  const { checksum } = verdict
  const { checksums } = observed
  const isEtagCompared = claim.etag === intent.claim.etag
  const bytes = { servedKeyId: putKey.id, observed, sourceEtag, checksum, checksums, isEtagCompared }
  return commitConfirmed(deps, upload, { intent, bytes })
}
