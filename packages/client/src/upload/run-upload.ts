import type { ConfirmUploadInput, ConfirmUploadResponse } from '../api/create-trpc.ts'
import { LandfallError } from '../errors/landfall-error.ts'
import { toCreating, toHashing, toVerifying } from '../state/upload-state.ts'
import { confirmUpload } from './confirm-upload.ts'
import { nextStep } from './next-step.ts'
import { renewUpload, requestUpload, resumeUpload } from './request-upload.ts'
import { type Sent, sendBytes } from './send-bytes.ts'
import type { Ticket, UploadJob } from './upload-job.ts'
import { resultOf, type UploadResult } from './upload-result.ts'

/**
 * The walk of one upload: hash, create, send, confirm; and the ways back, when the store or the confirm says that the
 * bytes are not there or not the right ones. Retries of single steps are inside the steps; this decides between them.
 */
export async function runUpload(job: UploadJob): Promise<UploadResult> {
  const sha256 = await hashSource(job)
  job.signal.throwIfAborted()
  job.moveTo(toCreating())
  const { bucket, renews } = job.options
  const requested =
    renews === null ? await requestUpload(job, sha256) : await resumeUpload(job, renews, sha256)
  job.signal.throwIfAborted()
  if (requested.kind === 'ticket') return sendAndConfirm(job, requested.ticket)
  job.moveTo(toVerifying(requested))
  // Whoever sends again asks whether it was settled with these bytes.
  const bytes = renews === null ? {} : { file_size_bytes: job.source.sizeBytes, file_hash: sha256 }
  const claim = { bucket, upload_id: requested.uploadId, ...bytes }
  return resultOf(requested.bucketId, await confirmUpload(job, claim), job.attempts)
}

async function hashSource(job: UploadJob): Promise<string | null> {
  const { checksum = 'sha256' } = job.options
  if (typeof checksum === 'object') return checksum.sha256
  if (checksum === 'none') return null
  job.moveTo(toHashing())
  return job.platform.sha256(job.source, { signal: job.signal, onHashed: job.meter.hashed })
}

async function sendAndConfirm(job: UploadJob, first: Ticket): Promise<UploadResult> {
  let ticket = first
  let sent = await sendBytes(job, ticket)
  for (let lostPuts = 0; ; ) {
    const verified = await verify(job, ticket, sent)
    if (verified.kind === 'settled') return resultOf(ticket.bucketId, verified.response, job.attempts)

    const { refusal } = verified
    const { renewals } = job.attempts
    const step = nextStep({ sent, refusal, renewals, lostPuts, canOpen: job.source.canOpen() })
    if (step === 'give_up') throw reasonOf(sent, refusal)
    if (step === 'put_again') lostPuts += 1
    const renewed = step === 'renew' ? await renewUpload(job, ticket) : ticket
    // Settled by somebody else meanwhile: the next confirm says with what.
    if (renewed === null) continue
    ticket = renewed
    sent = await sendBytes(job, ticket)
  }
}

type Verified =
  | { kind: 'settled'; response: ConfirmUploadResponse }
  | { kind: 'refused'; refusal: LandfallError }

async function verify(job: UploadJob, ticket: Ticket, sent: Sent): Promise<Verified> {
  if (sent.kind === 'url_refused') return { kind: 'refused', refusal: sent.failure }
  job.moveTo(toVerifying(ticket))
  try {
    const response = await confirmUpload(job, claimOf(job, ticket, sent))
    return { kind: 'settled', response }
  } catch (thrown) {
    if (thrown instanceof LandfallError && !job.signal.aborted) return { kind: 'refused', refusal: thrown }
    throw thrown
  }
}

/** Bytes whose PUT we did not see end are claimed by size and checksum: the ETag would be a guess. */
function claimOf({ options, source }: UploadJob, ticket: Ticket, sent: Sent): ConfirmUploadInput {
  return {
    bucket: options.bucket,
    upload_id: ticket.uploadId,
    etag: sent.kind === 'stored' ? sent.etag : null,
    file_size_bytes: source.sizeBytes,
    file_hash: ticket.sha256 ?? source.readSha256(),
  }
}

/** Why nothing is there says more than that nothing is there. */
function reasonOf(sent: Sent, refusal: LandfallError): LandfallError {
  return sent.kind === 'uncertain' && refusal.code === 'OBJECT_NOT_IN_STORAGE' ? sent.failure : refusal
}
