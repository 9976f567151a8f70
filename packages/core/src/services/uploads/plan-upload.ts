import type { Actor } from '../../domain/actor.ts'
import { blobPropertyOf } from '../../domain/blob-type.ts'
import { chooseGuard } from '../../domain/guard.ts'
import { putKey } from '../../domain/storage-key.ts'
import { transferGraceSeconds } from '../../domain/upload-state.ts'
import type { NewUpload } from '../../ports/upload-ledger.ts'
import type { ServiceDeps } from '../deps.ts'
import { blobTypeFor } from './check-schema.ts'
import type { Creation } from './creation.ts'

/** All that a create decides before it is written: ids, the key to PUT to, the guard, what was left to default. */
export async function planUpload(
  deps: ServiceDeps,
  actor: Actor,
  { bucket, input, idempotency, uniqueKey }: Creation & { uniqueKey: string | null },
): Promise<NewUpload> {
  const uploadId = deps.ids.next('upload')
  const { organizationId, namespaceId } = actor
  const { keyPrefix: prefix } = deps.settings
  const blobProperty = input.blobProperty ?? blobPropertyOf(input.filename)
  return {
    ...input,
    uploadId,
    organizationId,
    namespaceId,
    bucketId: bucket.bucketId,
    blobProperty,
    blobType: input.blobType?.toUpperCase() ?? blobTypeFor(bucket, blobProperty, input.contentType),
    guard: chooseGuard(await deps.storeProfile.current(), input.sendsHeaders),
    putKey: putKey({ prefix, organizationId, namespaceId, uploadId, attempt: 1, filename: input.filename }),
    transferGraceSeconds: transferGraceSeconds(input.fileSizeBytes),
    actorId: actor.id,
    uniqueKey,
    idempotency,
  }
}
