/**
 * Bytes that came with the request (CONTRACT 0.17): an upload that the server itself sends, through the same reservation and
 * the same settle as any other. The object that it is for takes its reference over; where the process dies before that,
 * the worker gives the bytes back (reclaim-leftovers.ts).
 */
import type { Actor } from '../../domain/actor.ts'
import type { BucketRecord } from '../../domain/bucket.ts'
import type { DomainError } from '../../domain/errors.ts'
import { type Result, refuse, succeed } from '../../domain/result.ts'
import { DEFAULT_EXPIRATION_SECONDS, MAX_INLINE_BYTES } from '../../wire/limits.ts'
import type { ServiceDeps } from '../deps.ts'
import { refuseByRules } from '../uploads/check-new-bytes.ts'
import { explainRefusal } from '../uploads/create-upload.ts'
import { planUpload } from '../uploads/plan-upload.ts'
import { settleUpload } from '../uploads/settle-upload.ts'
import type { BlobInput, BlobSource } from './object-input.ts'

type Data = Extract<BlobSource, { kind: 'data' }>

interface StoreData {
  bucket: BucketRecord
  owner: string | null
  blob: Pick<BlobInput, 'property' | 'type'>
  data: Data
}

/** Answers the id of the upload. */
export async function storeData(deps: ServiceDeps, actor: Actor, asked: StoreData): Promise<Result<string>> {
  const { bucket, data } = asked
  const fileSizeBytes = data.bytes.length
  if (fileSizeBytes > MAX_INLINE_BYTES) return refuse(tooLarge(fileSizeBytes))
  const refusal = refuseByRules(bucket, { contentType: data.contentType, fileSizeBytes, inParts: false })
  if (refusal) return refuse(refusal)
  const plan = await planUpload(deps, actor, {
    ...{ bucket, idempotency: null, uniqueKey: null },
    input: inputOf(asked),
  })
  const reserved = await deps.uploads.reserve({ ...plan, guard: 'SERVER' })
  if (reserved.outcome !== 'reserved') return explainRefusal(deps, actor, { bucket, refusal: reserved })
  const { upload } = reserved
  try {
    await deps.store.putBytes(plan.putKey, data.bytes, data.contentType)
  } catch (error) {
    // The key is recorded, and doomed with the upload: what was written after all is removed.
    await settleUpload(deps, upload, { kind: 'cancel', keepBytes: false })
    throw error
  }
  const settled = await settleUpload(deps, upload, {
    kind: 'confirm',
    claim: { etag: null, fileSizeBytes, checksum: null },
    settledBy: 'client',
    mayDefer: false,
  })
  return settled.ok ? succeed(upload.uploadId) : settled
}

const tooLarge = (bytes: number): DomainError => ({
  code: 'FILE_TOO_LARGE',
  message: `data has ${bytes} bytes; a request carries at most ${MAX_INLINE_BYTES}, larger files are uploaded`,
  details: { field: 'data', limit_bytes: MAX_INLINE_BYTES, asked_bytes: bytes },
})

const inputOf = ({ bucket, owner, blob, data }: StoreData) => ({
  bucket: bucket.bucketId,
  filename: data.filename,
  contentType: data.contentType,
  fileSizeBytes: data.bytes.length,
  expirationSeconds: DEFAULT_EXPIRATION_SECONDS,
  metadata: null,
  createObject: false,
  objectMetadata: null,
  blobProperty: blob.property,
  blobType: blob.type,
  checksum: null,
  skipDuplicates: false,
  owner,
  sendsHeaders: false,
  multipart: null,
})
