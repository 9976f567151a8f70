import type { Bucket, Deletion } from '../disk/bucket.ts'
import { noSuchBucket } from './operation.ts'
import { matchPrecondition } from './preconditions.ts'
import { wholeSeconds } from './put-object.ts'

export type DeleteOrder = {
  key: string
  versionId: string | undefined
  /** An ETag, `*` or nothing. */
  ifMatch: string | undefined
}

/** One key of a DeleteObject or DeleteObjects. */
export async function deleteVersion(bucket: Bucket, order: DeleteOrder, now: Date): Promise<Deletion> {
  const deletion = await bucket.delete(order.key, {
    versionId: order.versionId,
    lastModifiedMs: wholeSeconds(now),
    precondition: matchPrecondition(order.ifMatch, order.key),
  })
  if (!deletion) throw noSuchBucket(bucket.name)
  return deletion
}
