import type { Actor } from '../../domain/actor.ts'
import { decodeCursor } from '../../domain/page-cursor.ts'
import { notFound, type Result, succeed } from '../../domain/result.ts'
import type { UploadStatus } from '../../domain/upload-state.ts'
import type { UploadPage, UploadStats } from '../../ports/upload-ledger.ts'
import type { ServiceDeps } from '../deps.ts'
import { invalidCursor } from '../invalid-cursor.ts'

export interface ListUploads {
  bucket: string
  status: UploadStatus | undefined
  owner: string | undefined
  limit: number
  offset: number | undefined
  cursor: string | undefined
}

export async function listUploads(
  deps: ServiceDeps,
  actor: Actor,
  input: ListUploads,
): Promise<Result<UploadPage>> {
  if (input.cursor !== undefined && decodeCursor(input.cursor) === null) return invalidCursor()
  const bucket = await deps.buckets.find(actor, input.bucket)
  if (!bucket) return notFound('bucket', input.bucket)
  return succeed(await deps.uploads.list(actor, { ...input, bucketId: bucket.bucketId }))
}

export async function countUploads(
  deps: ServiceDeps,
  actor: Actor,
  input: Pick<ListUploads, 'bucket' | 'status' | 'owner'>,
): Promise<Result<UploadStats>> {
  const bucket = await deps.buckets.find(actor, input.bucket)
  if (!bucket) return notFound('bucket', input.bucket)
  return succeed(await deps.uploads.stats(actor, { ...input, bucketId: bucket.bucketId }))
}
