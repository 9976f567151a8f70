/**
 * Idempotency-Key (CONTRACT 0.15): the same request by the same actor is answered with the upload that it made, signed
 * again for what remains of its time; another request under the same key is refused. No URL is ever stored.
 */
import type { Actor } from '../../domain/actor.ts'
import { canonicalJson } from '../../domain/canonical-json.ts'
import { type Result, refuse, succeed } from '../../domain/result.ts'
import type { UploadRecord } from '../../domain/upload.ts'
import { isOpen } from '../../domain/upload-state.ts'
import type { IdempotencyRef } from '../../ports/upload-ledger.ts'
import type { ServiceDeps } from '../deps.ts'
import type { CreatedUpload } from './creation.ts'
import { signPut } from './sign-put.ts'

export function idempotencyOf(
  deps: ServiceDeps,
  actor: Actor,
  { key, operation, request }: { key: string; operation: string; request: object },
): IdempotencyRef {
  const requestHash = deps.secrets.hash(canonicalJson(request))
  return { actorKind: actor.kind, actorId: actor.id, operation, key, requestHash }
}

/** `null`: no create with this key is remembered. */
export async function replayCreate(
  deps: ServiceDeps,
  actor: Actor,
  ref: IdempotencyRef,
): Promise<Result<CreatedUpload> | null> {
  const remembered = await deps.uploads.findRemembered(actor, ref)
  if (remembered === null) return null
  if (remembered.requestHash !== ref.requestHash) {
    return refuse({
      code: 'IDEMPOTENCY_KEY_REUSED',
      message: 'This Idempotency-Key was sent with another request before; use a new one for each request',
      details: { header: 'Idempotency-Key', upload_id: remembered.uploadId },
    })
  }
  const upload = await deps.uploads.find(actor, remembered.uploadId)
  if (upload === null) return null
  const { isDuplicate } = remembered
  if (isDuplicate) return succeed({ upload, signed: null, isDuplicate })
  return succeed({ ...(await signAgain(deps, upload)), isDuplicate })
}

async function signAgain(deps: ServiceDeps, upload: UploadRecord) {
  const seconds = Math.floor((upload.expiresAt.getTime() - deps.clock.now().getTime()) / 1000)
  if (!isOpen(upload.status) || upload.putKey === null || seconds < 1) return { upload, signed: null }
  return signPut(deps, upload, {
    key: upload.putKey.key,
    seconds: Math.min(seconds, upload.expirationSeconds),
  })
}
