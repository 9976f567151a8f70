import { type Result, refuse, succeed } from '../../domain/result.ts'
import type { UploadRecord } from '../../domain/upload.ts'
import type { MultipartRef } from '../../ports/object-store.ts'
import type { ServiceDeps } from '../deps.ts'
import { supersededError } from '../uploads/confirm-refusal.ts'
import { type OpenParts, openParts } from './open-parts.ts'

/**
 * The one multipart of an attempt. It is begun in the store first and noted afterwards, and nobody gets a URL before it
 * is noted: one that a dying process or a lost answer left behind holds no bytes. It is found by its key, where the store
 * can list, and then used; otherwise the worker aborts it when the key is doomed, or in the night after the upload ended.
 * Where the store cannot list, a lifecycle rule of the bucket does.
 */
export async function beginMultipart(
  deps: ServiceDeps,
  { upload, putKey, multipart }: OpenParts,
): Promise<Result<MultipartRef>> {
  const { key } = putKey
  if (multipart.multipartUploadId !== null)
    return succeed({ key, multipartUploadId: multipart.multipartUploadId })

  const ref = { key, multipartUploadId: await findOrCreate(deps, upload, key) }
  const { uploadId, attempt } = upload
  const begun = await deps.uploads.beginMultipart({ uploadId, attempt, ...ref })
  const noted = begun.outcome === 'lost' ? null : (begun.upload.multipart?.multipartUploadId ?? null)
  // Of two that begin at once, one is noted; the other has no parts and will get none.
  if (noted !== ref.multipartUploadId) await giveUp(deps, ref)
  if (noted !== null) return succeed({ key, multipartUploadId: noted })

  const now = (await deps.uploads.findById(uploadId)) ?? upload
  const open = openParts(now)
  return open.ok ? refuse(supersededError(now)) : open
}

async function findOrCreate(deps: ServiceDeps, { contentType }: UploadRecord, key: string): Promise<string> {
  const capabilities = await deps.storeProfile.current()
  const [stray] = capabilities?.listsMultiparts ? await deps.store.listMultiparts(key) : []
  return stray ?? deps.store.createMultipart({ key, contentType })
}

async function giveUp(deps: ServiceDeps, ref: MultipartRef): Promise<void> {
  try {
    await deps.store.abortMultipart(ref)
  } catch (error) {
    deps.log.warn({ key: ref.key, err: error }, 'could not abort a multipart without parts')
  }
}
