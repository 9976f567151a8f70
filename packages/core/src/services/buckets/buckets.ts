import type { Actor } from '../../domain/actor.ts'
import type { BucketRecord } from '../../domain/bucket.ts'
import type { DomainError } from '../../domain/errors.ts'
import { notFound, type Result, refuse, succeed } from '../../domain/result.ts'
import type { NewBucket } from '../../ports/bucket-registry.ts'
import type { ServiceDeps } from '../deps.ts'

export type CreateBucket = Omit<NewBucket, 'bucketId' | 'organizationId' | 'namespaceId'>

export async function createBucket(
  deps: ServiceDeps,
  actor: Actor,
  input: CreateBucket,
): Promise<Result<BucketRecord>> {
  const { organizationId, namespaceId } = actor
  const bucketId = deps.ids.next('bucket')
  const created = await deps.buckets.create({ ...input, bucketId, organizationId, namespaceId })
  if (created.outcome === 'created') return succeed(created.bucket)
  return refuse(nameTaken(input.name))
}

export const nameTaken = (name: string): DomainError => ({
  code: 'BUCKET_NAME_TAKEN',
  message: `bucket_name ${name} is taken in this namespace`,
  details: { field: 'bucket_name', bucket_name: name },
})

export async function getBucket(deps: ServiceDeps, actor: Actor, ref: string): Promise<Result<BucketRecord>> {
  const bucket = await deps.buckets.find(actor, ref)
  return bucket ? succeed(bucket) : notFound('bucket', ref)
}
