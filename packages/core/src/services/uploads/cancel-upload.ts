import { type Actor, mayDo } from '../../domain/actor.ts'
import type { DomainError } from '../../domain/errors.ts'
import { type Result, refuse, succeed } from '../../domain/result.ts'
import type { UploadRecord } from '../../domain/upload.ts'
import { isOpen } from '../../domain/upload-state.ts'
import type { ServiceDeps } from '../deps.ts'
import { isDisputed } from './answer-replay.ts'
import { findUpload, toldTo, type UploadRef } from './find-upload.ts'
import { settleUpload } from './settle-upload.ts'

export interface CancelUpload extends UploadRef {
  keepBytes: boolean
}

/** CONTRACT 0.10: an open upload becomes CANCELED; one that ended without bytes stays as it is. */
export async function cancelUpload(
  deps: ServiceDeps,
  actor: Actor,
  input: CancelUpload,
): Promise<Result<UploadRecord>> {
  const found = await findUpload(deps, actor, input)
  if (!found.ok) return found
  if (actor.kind === 'token' && input.keepBytes) return refuse(keepsNothing)
  const refusal = refuseToKeep(found.value, input)
  if (refusal) return refuse(refusal)
  const settled = await settleUpload(deps, found.value, { kind: 'cancel', keepBytes: input.keepBytes })
  if (!settled.ok) return settled
  const { upload } = settled.value
  return upload.status === 'COMPLETED'
    ? deleteCompleted(deps, actor, { upload, keepBytes: input.keepBytes })
    : succeed(toldTo(actor, upload))
}

/** Kept bytes are charged to nobody and never deleted: who may fill a store like that is not a visitor of a page. */
const keepsNothing: DomainError = {
  code: 'FORBIDDEN',
  message: 'delete_s3_object=false needs an API key; an upload token cannot keep bytes',
  details: { field: 'delete_s3_object' },
}

/** Parts that were not put together are no object that anybody could keep. */
function refuseToKeep(upload: UploadRecord, { keepBytes }: CancelUpload): DomainError | null {
  if (!keepBytes || upload.multipart === null || !isOpen(upload.status)) return null
  const message = 'cannot be false for an upload in parts: what was sent is no object yet'
  return {
    code: 'INVALID_INPUT',
    message: `delete_s3_object ${message}`,
    issues: [{ path: ['delete_s3_object'], message, type: 'value_error' }],
  }
}

/**
 * What a COMPLETED upload holds is deleted through the object that names it; without one, its own reference goes. Only an
 * upload that was settled without its client, who had sent something else, goes together with its object.
 */
async function deleteCompleted(
  deps: ServiceDeps,
  actor: Actor,
  { upload, keepBytes }: { upload: UploadRecord; keepBytes: boolean },
): Promise<Result<UploadRecord>> {
  const objectId = upload.objectDeleted ? null : upload.objectId
  if (objectId !== null && !(await isDisputed(deps, upload))) return refuse(hasObject(upload, objectId))
  // Also a cancel that lost to a confirm: bytes that somebody asked to keep are never let go by the way.
  if (keepBytes) {
    return refuse({
      code: 'UPLOAD_SETTLED',
      message:
        'delete_s3_object=false keeps the bytes of a canceled upload; this one is COMPLETED, delete it whole',
      details: { upload_id: upload.uploadId, field: 'delete_s3_object' },
    })
  }
  if (!mayDo(actor, 'delete')) {
    return refuse({
      code: 'FORBIDDEN',
      message: `This key may ${actor.permission}; deleting what was confirmed needs delete`,
      details: { permission: actor.permission, needed: 'delete' },
    })
  }
  if (objectId !== null) await deps.objects.delete(actor, { objectId, bucketId: upload.bucketId })
  const dropped = await deps.uploads.dropReference(upload.uploadId)
  return dropped === 'named' ? refuse(hasObject(upload, null)) : succeed(upload)
}

/** `null`: another object than the one that it made, which names it beside its own. */
function hasObject(upload: UploadRecord, objectId: string | null): DomainError {
  return {
    code: 'UPLOAD_HAS_OBJECT',
    message: `This upload is confirmed as ${objectId === null ? 'an object' : `object ${objectId}`}; delete the object instead`,
    details: { upload_id: upload.uploadId, object_id: objectId },
  }
}
