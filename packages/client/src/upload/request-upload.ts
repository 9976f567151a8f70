import { MAX_EXPIRATION_SECONDS } from '@landfall/core/wire/limits'
import type { ConfirmUploadInput, CreateUploadInput, UploadResponse } from '../api/create-trpc.ts'
import { LandfallError } from '../errors/landfall-error.ts'
import { wishedPartSize } from '../parts/part-size.ts'
import { API_POLICY, withRetry } from '../retry/with-retry.ts'
import { contentTypeOf } from '../source/content-type-of.ts'
import { goesInParts } from './goes-in-parts.ts'
import type { Ticket, UploadJob } from './upload-job.ts'

/** What create answered: a URL to send the bytes to, or an upload that is settled already (a duplicate, a unique key). */
export type Requested = { kind: 'ticket'; ticket: Ticket } | Settled

export interface Settled {
  kind: 'settled'
  uploadId: string
  bucketId: string
  attempt: number
  /** What was claimed before, by a page or process that did not hear the answer. */
  claim?: ConfirmUploadInput | null
}

/**
 * Not interruptible by the caller's signal: an aborted create would leave a reservation whose id nobody knows. The loop
 * around it stops, and whoever aborted cancels the upload by its id.
 */
export async function requestUpload(job: UploadJob, sha256: string | null): Promise<Requested> {
  const input = createInput(job, sha256)
  const context = { idempotencyKey: newIdempotencyKey() }
  const created = await withRetry(job, API_POLICY, () => job.trpc.uploads.create.mutate(input, { context }))
  const { upload_id: uploadId, bucket_id: bucketId, attempt } = created
  job.onCreated(uploadId)
  if (created.presigned_url !== null || (created.multipart !== null && created.status === 'PENDING'))
    return { kind: 'ticket', ticket: ticketOf(created, sha256) }
  if (created.status !== 'PENDING') return { kind: 'settled', uploadId, bucketId, attempt }
  // A replayed create whose URL has run out.
  const renewed = await renewUpload(job, { uploadId, sha256 })
  return renewed ? { kind: 'ticket', ticket: renewed } : { kind: 'settled', uploadId, bucketId, attempt }
}

/** The next attempt of an upload that somebody began, with what is to be sent now. */
export async function resumeUpload(
  job: UploadJob,
  uploadId: string,
  sha256: string | null,
): Promise<Requested> {
  const { options, source } = job
  const bytes = { file_size_bytes: source.sizeBytes, file_hash: sha256 }
  const ticket = await renewUpload(job, { uploadId, sha256, bytes })
  return ticket
    ? { kind: 'ticket', ticket }
    : { kind: 'settled', uploadId, bucketId: options.bucket, attempt: 1 }
}

type Renewal = Pick<Ticket, 'uploadId' | 'sha256'> & {
  /** Absent: as they were declared before. */
  bytes?: { file_size_bytes: number | null; file_hash: string | null }
}

/** The next attempt, with a key and URL of its own; `null` when the upload was settled meanwhile. */
export async function renewUpload(
  job: UploadJob,
  { uploadId, sha256, bytes }: Renewal,
): Promise<Ticket | null> {
  const { trpc, signal, options } = job
  job.attempts.renewals += 1
  const input = {
    bucket: options.bucket,
    upload_id: uploadId,
    presigned_url_expiration: options.expiresInSeconds ?? null,
    ...bytes,
  }
  try {
    const renewed = await withRetry(job, API_POLICY, () => trpc.uploads.renew.mutate(input, { signal }))
    return ticketOf(renewed, sha256)
  } catch (thrown) {
    if (thrown instanceof LandfallError && thrown.code === 'UPLOAD_SETTLED') return null
    throw thrown
  }
}

/** @internal What is asked for; the same file with the same options asks for the same. */
export function createInput(job: UploadJob, sha256: string | null): CreateUploadInput {
  const { options, source, settings } = job
  const isInParts = goesInParts(job)
  const filename = filenameOf(job)
  return {
    bucket: options.bucket,
    filename,
    content_type:
      options.contentType ?? source.contentType ?? contentTypeOf(filename) ?? 'application/octet-stream',
    file_size_bytes: source.sizeBytes,
    file_hash: sha256,
    // An upload in parts is open as long as the last URLs that were signed for it: long enough to go on tomorrow.
    presigned_url_expiration: options.expiresInSeconds ?? (isInParts ? MAX_EXPIRATION_SECONDS : undefined),
    metadata: options.metadata ?? null,
    object_metadata: options.objectMetadata ?? null,
    create_object_on_confirm: options.createObject ?? true,
    blob_property: options.blobProperty ?? null,
    blob_type: options.blobType ?? null,
    skip_duplicates: options.skipDuplicates ?? true,
    owner: options.owner ?? null,
    sends_headers: true,
    multipart: isInParts ? { part_size_bytes: settings.partSizeBytes ?? wishedPartSize(source) } : null,
  }
}

export const filenameOf = ({ options, source }: Pick<UploadJob, 'options' | 'source'>): string =>
  options.filename ?? source.filename ?? 'file'

function ticketOf(upload: UploadResponse, sha256: string | null): Ticket {
  const place = {
    uploadId: upload.upload_id,
    bucketId: upload.bucket_id,
    attempt: upload.attempt,
    sha256,
  }
  if (upload.multipart !== null) {
    const { part_size_bytes: partSizeBytes } = upload.multipart
    return { ...place, kind: 'parts', partSizeBytes, mayHaveParts: false }
  }
  if (upload.presigned_url === null) {
    throw new LandfallError({
      code: 'UNEXPECTED_RESPONSE',
      message: `The API gave no URL for the open upload ${upload.upload_id}`,
    })
  }
  return {
    ...place,
    kind: 'put',
    url: upload.presigned_url,
    headers: upload.upload_headers ?? { 'content-type': upload.content_type },
  }
}

/** `randomUUID` exists only on pages served over HTTPS; this exists everywhere. */
function newIdempotencyKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), byte =>
    byte.toString(16).padStart(2, '0'),
  ).join('')
}
