import type { BucketRecord } from '../../domain/bucket.ts'
import { withDefaults } from '../../domain/bucket-schema.ts'
import { type Result, refuse, succeed } from '../../domain/result.ts'
import { refuseByRules, refuseByState } from './check-new-bytes.ts'
import { refuseBySchema } from './check-schema.ts'
import type { CreateUpload } from './creation.ts'
import { readUniqueKey } from './unique-key.ts'

export interface PreparedCreation {
  /** With the defaults of the schema filled in. */
  input: CreateUpload
  uniqueKey: string | null
}

/** Everything that can be said of a create before anything is written. */
export function prepareCreation(bucket: BucketRecord, asked: CreateUpload): Result<PreparedCreation> {
  const objectMetadata = asked.createObject
    ? withDefaults(bucket.schema, asked.objectMetadata)
    : asked.objectMetadata
  const input = { ...asked, objectMetadata }
  const refusal = refuseByState(bucket) ?? refuseByRules(bucket, input) ?? refuseBySchema(bucket, input)
  if (refusal) return refuse(refusal)
  const uniqueKey = readUniqueKey(bucket, input)
  return uniqueKey.ok ? succeed({ input, uniqueKey: uniqueKey.value }) : uniqueKey
}
