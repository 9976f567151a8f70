import type { Actor } from '../../domain/actor.ts'
import type { StoredPart } from '../../domain/multipart.ts'
import { type Result, refuse, succeed } from '../../domain/result.ts'
import type { UploadRecord } from '../../domain/upload.ts'
import type { PartsPage } from '../../ports/object-store.ts'
import type { ServiceDeps } from '../deps.ts'
import { findUpload, type UploadRef } from '../uploads/find-upload.ts'
import { multipartLost, openParts } from './open-parts.ts'
import { pageOfParts } from './read-parts.ts'

export interface ListParts extends UploadRef {
  after: number
  limit: number
}

export interface ListedParts {
  upload: UploadRecord
  parts: StoredPart[]
  next: number | null
  /** The parts are one object already. */
  isAssembled: boolean
}

/** What the store holds, for a client that goes on where it stopped. */
export async function listParts(
  deps: ServiceDeps,
  actor: Actor,
  input: ListParts,
): Promise<Result<ListedParts>> {
  const found = await findUpload(deps, actor, input)
  if (!found.ok) return found
  const open = openParts(found.value)
  if (!open.ok) return open
  const { upload, putKey, multipart } = open.value
  const { multipartUploadId } = multipart
  const answer = (page: PartsPage, isAssembled = false) => succeed({ upload, ...page, isAssembled })
  if (multipartUploadId === null) return answer(NOTHING)

  const page = await pageOfParts(deps, { key: putKey.key, multipartUploadId }, input)
  if (page !== null) return answer(page)
  return (await deps.store.head(putKey.key)) === null ? refuse(multipartLost(upload)) : answer(NOTHING, true)
}

const NOTHING: PartsPage = { parts: [], next: null }
