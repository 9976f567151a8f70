import type { Actor } from '../../domain/actor.ts'
import type { BucketRecord } from '../../domain/bucket.ts'
import { fieldOf } from '../../domain/bucket-schema.ts'
import type { DomainError, FieldIssue } from '../../domain/errors.ts'
import { notFound, type Result, refuse, succeed } from '../../domain/result.ts'
import { SCALAR_FIELD_TYPES, uniqueKeyConfig } from '../../domain/unique-key.ts'
import type { JsonObject } from '../../domain/upload.ts'
import type { BucketChanges } from '../../ports/bucket-registry.ts'
import type { ServiceDeps } from '../deps.ts'
import { getBucket, nameTaken } from './buckets.ts'

/** Only what is given is changed; the unique key never is (CONTRACT 6). */
export async function updateBucket(
  deps: ServiceDeps,
  actor: Actor,
  { bucket: ref, changes }: { bucket: string; changes: BucketChanges },
): Promise<Result<BucketRecord>> {
  const found = await getBucket(deps, actor, ref)
  if (!found.ok) return found
  const bucket = found.value
  const misfit = changes.schema ? refuseBrokenKey(bucket, changes.schema) : null
  if (misfit) return refuse(misfit)
  const updated = await deps.buckets.update(actor, bucket.bucketId, changes)
  switch (updated.outcome) {
    case 'updated':
      return succeed(updated.bucket)
    case 'name_taken':
      return refuse(nameTaken(changes.name ?? bucket.name))
    case 'deleting':
      return refuse(deleting(bucket.bucketId))
    case 'not_found':
      return notFound('bucket', ref)
  }
}

/** CONTRACT 6: the answer comes at once, everything in the bucket goes in the background. */
export async function deleteBucket(
  deps: ServiceDeps,
  actor: Actor,
  ref: string,
): Promise<Result<{ taskId: string; bucket: BucketRecord }>> {
  const found = await getBucket(deps, actor, ref)
  if (!found.ok) return found
  const bucket = found.value
  const { organizationId, namespaceId } = actor
  const taskId = deps.ids.next('task')
  const started = await deps.tasks.startBucketDelete({
    ...{ organizationId, namespaceId, taskId },
    bucketId: bucket.bucketId,
  })
  switch (started.outcome) {
    case 'started':
      return succeed({ taskId: started.taskId, bucket })
    case 'locked':
      return refuse({
        code: 'BUCKET_LOCKED',
        message: 'This bucket is locked',
        details: { resource: 'bucket', id: bucket.bucketId },
      })
    case 'not_found':
      return notFound('bucket', ref)
  }
}

const deleting = (bucketId: string): DomainError => ({
  code: 'BUCKET_DELETING',
  message: 'This bucket is being deleted',
  details: { resource: 'bucket', id: bucketId },
})

function refuseBrokenKey(bucket: BucketRecord, schema: JsonObject): DomainError | null {
  const fields = uniqueKeyConfig(bucket.uniqueKey)?.fields ?? []
  const issues: FieldIssue[] = fields
    .filter(name => !SCALAR_FIELD_TYPES.includes(fieldOf(schema, name)?.type ?? ''))
    .map(name => ({
      path: ['bucket_schema', 'properties', name],
      message: 'is part of the unique key of this bucket and must stay a single value',
      type: 'value_error',
    }))
  const [first] = issues
  return first ? { code: 'INVALID_INPUT', message: `${first.path.join('.')} ${first.message}`, issues } : null
}
