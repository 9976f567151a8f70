import type { BucketRecord } from '../../domain/bucket.ts'
import type { DomainError } from '../../domain/errors.ts'
import { type Result, refuse, succeed } from '../../domain/result.ts'
import { uniqueKeyConfig, uniqueKeyOf } from '../../domain/unique-key.ts'
import type { JsonObject } from '../../domain/upload.ts'
import type { ServiceDeps } from '../deps.ts'
import { invalidFields } from '../uploads/check-schema.ts'

/** The unique key of an object with this metadata, which lies flat at the root of requests; `null`: the bucket has none. */
export function objectKeyOf(bucket: BucketRecord, metadata: JsonObject | null): Result<string | null> {
  const config = uniqueKeyConfig(bucket.uniqueKey)
  if (config === null) return succeed(null)
  const read = uniqueKeyOf(config, metadata)
  if ('key' in read) return succeed(read.key)
  return refuse(invalidFields(read.issues.map(issue => ({ ...issue, path: issue.path.slice(1) }))))
}

/** The object of this bucket that has the unique key; `null`: none, or none any more. */
export async function findByKey(deps: ServiceDeps, bucket: BucketRecord, uniqueKey: string | null) {
  if (uniqueKey === null) return null
  return deps.objects.findByUniqueKey(bucket, { bucketId: bucket.bucketId, uniqueKey })
}

export const keyExists = (existingObjectId: string | null): DomainError => ({
  code: 'UNIQUE_KEY_EXISTS',
  message: `${existingObjectId === null ? 'Another object' : `Object ${existingObjectId}`} has the unique key of this bucket already`,
  details: { resource: 'object', existing_object_id: existingObjectId },
})
