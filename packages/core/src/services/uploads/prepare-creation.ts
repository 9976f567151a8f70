import type { BucketRecord } from '../../domain/bucket.ts'
import { withDefaults } from '../../domain/bucket-schema.ts'
import type { DomainError } from '../../domain/errors.ts'
import { type Result, refuse, succeed } from '../../domain/result.ts'
import type { ServiceDeps } from '../deps.ts'
import { partLimits, refuseByParts } from '../parts/part-limits.ts'
import { refuseByRules } from './check-new-bytes.ts'
import { refuseBySchema } from './check-schema.ts'
import type { CreateUpload } from './creation.ts'
import { readUniqueKey } from './unique-key.ts'

export interface PreparedCreation {
  /** With the defaults of the schema filled in. */
  input: CreateUpload
  uniqueKey: string | null
}

/** Everything that can be said of what is asked for before anything is written, in a bucket that takes uploads. */
export async function prepareCreation(
  deps: ServiceDeps,
  bucket: BucketRecord,
  asked: CreateUpload,
): Promise<Result<PreparedCreation>> {
  const objectMetadata = asked.createObject
    ? withDefaults(bucket.schema, asked.objectMetadata)
    : asked.objectMetadata
  const input = { ...asked, objectMetadata }
  const refusal =
    refuseByRules(bucket, { ...input, inParts: input.multipart !== null }) ??
    (await refusePlannedParts(deps, input)) ??
    refuseBySchema(bucket, input)
  if (refusal) return refuse(refusal)
  const uniqueKey = readUniqueKey(bucket, input)
  return uniqueKey.ok ? succeed({ input, uniqueKey: uniqueKey.value }) : uniqueKey
}

async function refusePlannedParts(deps: ServiceDeps, input: CreateUpload): Promise<DomainError | null> {
  return input.multipart && refuseByParts(await partLimits(deps), { ...input, ...input.multipart })
}
