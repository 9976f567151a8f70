import type { ConfirmUploadInput, ConfirmUploadResponse } from '../api/create-trpc.ts'
import { LandfallError } from '../errors/landfall-error.ts'
import { sendParts } from '../parts/send-parts.ts'
import { findPending } from '../pending/find-pending.ts'
import { toCreating, toHashing, toVerifying } from '../state/upload-state.ts'
import { confirmUpload } from './confirm-upload.ts'
import { goesInParts } from './goes-in-parts.ts'
import { nextStep } from './next-step.ts'
import { type Requested, renewUpload, requestUpload, resumeUpload } from './request-upload.ts'
import { type Sent, sendBytes } from './send-bytes.ts'
import type { Ticket, UploadJob } from './upload-job.ts'
import { resultOf, type UploadResult } from './upload-result.ts'

/**
 * The walk of one upload: hash, create (or find what was begun before), send, confirm; and the ways back, when the store
 * or the confirm says that the bytes are not there or not the right ones. Retries of single steps are inside the steps;
 * this decides between them.
 */
export async function runUpload(job: UploadJob): Promise<UploadResult> {
  const sha256 = await hashSource(job)
  job.signal.throwIfAborted()
  job.moveTo(toCreating())
  const { bucket, renews } = job.options
  const requested = await request(job, sha256)
  if (requested.kind === 'ticket') return sendAndConfirm(job, requested.ticket)
  job.signal.throwIfAborted()
  job.moveTo(toVerifying(requested))
  // Whoever sends again asks whether it was settled with these bytes.
  const bytes = renews === null ? {} : { file_size_bytes: job.source.sizeBytes, file_hash: sha256 }
  const claim = requested.claim ?? { bucket, upload_id: requested.uploadId, ...bytes }
  return resultOf(requested.bucketId, await confirmUpload(job, claim), job.attempts)
}

/** What goes in parts gets its checksum while it is sent. */
async function hashSource(job: UploadJob): Promise<string | null> {
  const { checksum = 'sha256' } = job.options
  if (typeof checksum === 'object') return checksum.sha256
  if (checksum === 'none' || goesInParts(job)) return null
  job.moveTo(toHashing())
  return job.platform.sha256(job.source, { signal: job.signal, onHashed: job.meter.hashed })
}

async function request(job: UploadJob, sha256: string | null): Promise<Requested> {
  const { renews } = job.options
  if (renews !== null) return resumeUpload(job, renews, sha256)
  return (await findPending(job, sha256)) ?? requestUpload(job, sha256)
}

const send = (job: UploadJob, ticket: Ticket): Promise<Sent> =>
  ticket.kind === 'put' ? sendBytes(job, ticket) : sendParts(job, ticket)

async function sendAndConfirm(job: UploadJob, first: Ticket): Promise<UploadResult> {
  let ticket = first
  await job.record.began(ticket)
  // Not before: what was begun earlier is not canceled by whoever leaves it for later once more.
  job.signal.throwIfAborted()
  let sent = await send(job, ticket)
  for (let lostPuts = 0; ; ) {
    const verified = await verify(job, ticket, sent)
    if (verified.kind === 'settled') return resultOf(ticket.bucketId, verified.response, job.attempts)

    const { refusal } = verified
    const { renewals } = job.attempts
    const step = nextStep({ sent, refusal, renewals, lostPuts, canOpen: job.source.canOpen() })
    if (step === 'give_up') throw reasonOf(sent, refusal)
    if (step === 'put_again') lostPuts += 1
    const next = step === 'renew' ? await renewUpload(job, ticket) : againOf(ticket)
    // Settled by somebody else meanwhile: the next confirm says with what.
    if (next === null) continue
    ticket = next
    await job.record.began(ticket)
    sent = await send(job, ticket)
  }
}

/** Of parts, only those are sent again that are not there. */
const againOf = (ticket: Ticket): Ticket =>
  ticket.kind === 'parts' ? { ...ticket, mayHaveParts: true } : ticket

type Verified =
  | { kind: 'settled'; response: ConfirmUploadResponse }
  | { kind: 'refused'; refusal: LandfallError }

async function verify(job: UploadJob, ticket: Ticket, sent: Sent): Promise<Verified> {
  if (sent.kind === 'url_refused') return { kind: 'refused', refusal: sent.failure }
  job.moveTo(toVerifying(ticket))
  const claim = claimOf(job, ticket, sent)
  await job.record.confirming(ticket, claim)
  try {
    return { kind: 'settled', response: await confirmUpload(job, claim) }
  } catch (thrown) {
    if (thrown instanceof LandfallError && !job.signal.aborted) return { kind: 'refused', refusal: thrown }
    throw thrown
  }
}

/** Bytes whose PUT we did not see end are claimed by size and checksum: the ETag would be a guess. */
function claimOf({ options, source }: UploadJob, ticket: Ticket, sent: Sent): ConfirmUploadInput {
  const crc64nvme = 'crc64nvme' in sent ? sent.crc64nvme : null
  return {
    bucket: options.bucket,
    upload_id: ticket.uploadId,
    etag: sent.kind === 'stored' ? sent.etag : null,
    file_size_bytes: 'sizeBytes' in sent ? sent.sizeBytes : source.sizeBytes,
    // One of them: what the server compares first is what the store can show of this upload.
    ...(crc64nvme === null
      ? { file_hash: ticket.sha256 ?? source.readDigests()?.sha256 ?? null }
      : { checksum: { algorithm: 'CRC64NVME', value: crc64nvme } }),
  }
}

/** Why nothing is there says more than that nothing is there. */
function reasonOf(sent: Sent, refusal: LandfallError): LandfallError {
  return sent.kind === 'uncertain' && refusal.code === 'OBJECT_NOT_IN_STORAGE' ? sent.failure : refusal
}
