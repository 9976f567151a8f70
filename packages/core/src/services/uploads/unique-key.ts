import type { BucketRecord } from '../../domain/bucket.ts'
import { type Result, refuse, succeed } from '../../domain/result.ts'
import { uniqueKeyConfig, uniqueKeyOf } from '../../domain/unique-key.ts'
import type { JsonObject } from '../../domain/upload.ts'

/**
 * The unique key of the object that an upload will make; `null`: the bucket has none, or no object is made. What has the
 * key already is looked up by the statement that reserves (CONTRACT 0.9: skipped, whether the policy is insert or upsert).
 */
export function readUniqueKey(
  bucket: BucketRecord,
  { createObject, objectMetadata }: { createObject: boolean; objectMetadata: JsonObject | null },
): Result<string | null> {
  const config = uniqueKeyConfig(bucket.uniqueKey)
  if (config === null || !createObject) return succeed(null)
  if (config.defaultPolicy === 'update') {
    return refuse({
      code: 'UNIQUE_KEY_POLICY',
      message:
        'This bucket only updates objects (unique_key.default_policy is update), and an upload makes a new one; ' +
        'upload with create_object_on_confirm=false and name the upload in the object',
      details: { resource: 'bucket', id: bucket.bucketId, field: 'create_object_on_confirm' },
    })
  }
  const read = uniqueKeyOf(config, objectMetadata)
  if ('key' in read) return succeed(read.key)
  const [first] = read.issues
  return refuse({
    code: 'INVALID_INPUT',
    message: `${first?.path.join('.')} ${first?.message}`,
    issues: read.issues,
  })
}
