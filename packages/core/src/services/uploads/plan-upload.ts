import type { Actor } from '../../domain/actor.ts'
import { blobPropertyOf } from '../../domain/blob-type.ts'
import { putKey } from '../../domain/storage-key.ts'
import { transferGraceSeconds } from '../../domain/upload-state.ts'
import type { NewUpload } from '../../ports/upload-ledger.ts'
import type { ServiceDeps } from '../deps.ts'
import { planParts } from '../parts/part-limits.ts'
import { blobTypeFor } from './check-schema.ts'
import type { Creation } from './creation.ts'
import { guardOf } from './guard-of.ts'

/** All that a create decides before it is written: ids, the key to PUT to, the guard, what was left to default. */
export async function planUpload(
  deps: ServiceDeps,
  actor: Actor,
  { bucket, input, idempotency, uniqueKey }: Creation & { uniqueKey: string | null },
): Promise<NewUpload> {
  const uploadId = deps.ids.next('upload')
  const { organizationId, namespaceId } = actor
  const { keyPrefix: prefix } = deps.settings
  const { token } = actor
  const partSizeBytes = await planParts(deps, input)
  const { multipart: _, ...declared } = input
  const blobProperty = input.blobProperty ?? blobPropertyOf(input.filename)
  return {
    ...declared,
    uploadId,
    organizationId,
    namespaceId,
    bucketId: bucket.bucketId,
    blobProperty,
    blobType: input.blobType?.toUpperCase() ?? blobTypeFor(bucket, blobProperty, input.contentType),
    partSizeBytes,
    guard: await guardOf(deps, { partSizeBytes, sendsHeaders: input.sendsHeaders }),
    putKey: putKey({ prefix, organizationId, namespaceId, uploadId, attempt: 1, filename: input.filename }),
    transferGraceSeconds: transferGraceSeconds(partSizeBytes ?? input.fileSizeBytes),
    actorId: actor.id,
    uniqueKey,
    idempotency,
    grant: token ? { grantId: token.grantId, maxFiles: token.maxFiles } : null,
  }
}
