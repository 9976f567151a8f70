import type { MultipartRef } from '@landfall/core/ports'
import { storeFailureOf } from '../errors.ts'
import { headObject } from '../operations/head-object.ts'
import {
  abortMultipart,
  completeMultipart,
  createMultipart,
  listMultiparts,
  listParts,
  presignPart,
} from '../operations/multipart.ts'
import {
  CONTENT_TYPE,
  FIRST_BYTES,
  type Finding,
  no,
  OTHER_BYTES,
  type Probe,
  put,
  signPut,
  yes,
} from './probe.ts'

/** What the store does with uploads in parts. None is left open: each check aborts what it began. */

export async function conditionalComplete(probe: Probe): Promise<Finding> {
  const taken = `${probe.folder}complete-taken`
  const first = await put(probe, await signPut(probe.signer, { key: taken }), FIRST_BYTES)
  const before = await headObject(probe.context, { key: taken, versionId: null })
  if (before === null) return no(`The object in the way was not stored (${first.text}).`)
  const refused = await withMultipart(probe, taken, ref => complete(probe, ref, { ifNoneMatch: true }))
  const after = await headObject(probe.context, { key: taken, versionId: null })
  if (refused !== 'conflict' || after?.etag !== before.etag)
    return no('Parts were put together under If-None-Match though the key was taken.')

  const free = await withMultipart(probe, `${probe.folder}complete-free`, ref =>
    complete(probe, ref, { ifNoneMatch: true }),
  )
  if (free !== 'completed') return no(`On a free key parts under If-None-Match were refused (${free}).`)
  return yes('Parts under If-None-Match were refused where the key was taken.')
}

export function checksObjectSize(probe: Probe): Promise<Finding> {
  return withMultipart(probe, `${probe.folder}complete-size`, async ref => {
    const objectSizeBytes = FIRST_BYTES.byteLength
    const wrong = await complete(probe, ref, { objectSizeBytes: objectSizeBytes + 1 }).catch(statusOf)
    if (wrong !== 400) return no(`Parts of another size than was stated were ${wrong}, not refused with 400.`)
    // A store that gave the upload up with the refusal could not be asked again.
    const right = await completeMultipart(probe.context, { ...(await named(probe, ref)), objectSizeBytes })
    return right === 'completed'
      ? yes('Parts of another size than was stated were refused.')
      : no(`Parts of the stated size were refused (${right}).`)
  })
}

export function pagesParts(probe: Probe): Promise<Finding> {
  return withMultipart(probe, `${probe.folder}parts`, async ref => {
    await putPart(probe, ref, 1)
    await putPart(probe, ref, 2)
    const first = await listParts(probe.context, ref, { after: 0, limit: 1 })
    const second = await listParts(probe.context, ref, { after: 1, limit: 1 })
    const pages = [first, second].map(page => page?.parts.map(({ partNumber }) => partNumber).join())
    const isPaged = pages.join('|') === '1|2' && first?.next === 1 && second?.next === null
    return isPaged
      ? yes('Parts were listed page by page.')
      : no(`Pages of one part were ${pages.join(' and ')}.`)
  })
}

export function listsMultiparts(probe: Probe): Promise<Finding> {
  const key = `${probe.folder}open`
  return withMultipart(probe, key, async ({ multipartUploadId }) => {
    const listed = await listMultiparts(probe.context, key)
    return listed.includes(multipartUploadId)
      ? yes('An open multipart is listed by its key.')
      : no('An open multipart is not listed.')
  })
}

async function withMultipart<TResult>(
  probe: Probe,
  key: string,
  use: (ref: MultipartRef) => Promise<TResult>,
): Promise<TResult> {
  const multipartUploadId = await createMultipart(probe.context, { key, contentType: CONTENT_TYPE })
  const ref = { key, multipartUploadId }
  try {
    return await use(ref)
  } finally {
    await abortMultipart(probe.context, ref)
  }
}

async function putPart(probe: Probe, ref: MultipartRef, partNumber: number): Promise<void> {
  const body = partNumber === 1 ? FIRST_BYTES : OTHER_BYTES
  const contentLengthBytes = body.byteLength
  const request = { ...ref, partNumber, contentLengthBytes, expiresInSeconds: 300 }
  await put(probe, await presignPart(probe.signer, request), body)
}

/** What `listParts` shows of one small part. */
async function named(probe: Probe, ref: MultipartRef) {
  const page = await listParts(probe.context, ref, { after: 0, limit: 1000 })
  return { ...ref, parts: page?.parts ?? [], ifNoneMatch: false }
}

async function complete(
  probe: Probe,
  ref: MultipartRef,
  condition: { ifNoneMatch?: boolean; objectSizeBytes?: number },
) {
  await putPart(probe, ref, 1)
  return completeMultipart(probe.context, {
    ...(await named(probe, ref)),
    objectSizeBytes: null,
    ...condition,
  })
}

/** A refusal is an answer here; anything else is not. */
function statusOf(error: unknown): number {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
  const status = storeFailureOf(cause)?.status ?? null
  if (status === null || status >= 500) throw error
  return status
}
