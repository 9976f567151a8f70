import type { Deletion } from '../disk/bucket.ts'
import { emptyResponse } from '../http/responses.ts'
import { deleteVersion } from './delete-version.ts'
import { type Operation, requireBucket } from './operation.ts'
import { checkVersionId } from './versions.ts'

/** Which version went or came, and whether it is a delete marker: the same two headers tell of both. */
function deletionHeaders(deletion: Deletion, asked: string | undefined): Record<string, string> {
  const isMarker = deletion.marker !== undefined || 'isDeleteMarker' in (deletion.removed ?? {})
  const versionId = asked ?? deletion.marker?.versionId
  return {
    ...(isMarker ? { 'x-amz-delete-marker': 'true' } : {}),
    ...(versionId === undefined ? {} : { 'x-amz-version-id': versionId }),
  }
}

export const deleteObject: Operation = async (store, request) => {
  const { bucket: name, key, query } = request.target
  const versionId = checkVersionId(query.get('versionId'))
  const order = { key, versionId, ifMatch: request.headers.get('if-match') }
  const deletion = await deleteVersion(requireBucket(store, name), order, request.now)
  return emptyResponse(204, deletionHeaders(deletion, versionId))
}
