import type { Bucket, Deletion } from '../disk/bucket.ts'
import { receiveDocument } from '../http/receive-body.ts'
import { documentResponse } from '../http/responses.ts'
import type { XmlElements } from '../http/xml-write.ts'
import { S3Error } from '../s3-error.ts'
import { checkKey } from './check-request.ts'
import { readDeleteDocument } from './delete-document.ts'
import { type DeleteOrder, deleteVersion } from './delete-version.ts'
import { type Operation, requireBucket } from './operation.ts'
import { requireDigest } from './require-digest.ts'
import { checkVersionId } from './versions.ts'

/** A thousand keys of 1024 characters that XML writes with six bytes each. */
const MAX_DOCUMENT_BYTES = 8 * 1024 * 1024

type Result = { order: DeleteOrder; deletion: Deletion } | { order: DeleteOrder; refusal: S3Error }

/** One key's refusal is an entry of the answer; what is no refusal but a failure of ours leaves as InternalError. */
async function deleteOne(bucket: Bucket, order: DeleteOrder, now: Date): Promise<Result> {
  try {
    checkKey(order.key)
    checkVersionId(order.versionId)
    return { order, deletion: await deleteVersion(bucket, order, now) }
  } catch (error) {
    return { order, refusal: error instanceof S3Error ? error : new S3Error('InternalError') }
  }
}

function deletedElements(order: DeleteOrder, deletion: Deletion): XmlElements {
  const removedMarker = 'isDeleteMarker' in (deletion.removed ?? {}) ? deletion.removed : undefined
  const marker = deletion.marker ?? removedMarker
  return {
    Key: order.key,
    VersionId: order.versionId,
    DeleteMarker: marker ? true : undefined,
    DeleteMarkerVersionId: marker?.versionId,
  }
}

function errorElements(order: DeleteOrder, refusal: S3Error): XmlElements {
  return { Key: order.key, VersionId: order.versionId, Code: refusal.code, Message: refusal.message }
}

export const deleteObjects: Operation = async (store, request) => {
  const bucket = requireBucket(store, request.target.bucket)
  requireDigest(request)
  const text = await receiveDocument(request, { maxBytes: MAX_DOCUMENT_BYTES })
  const { orders, isQuiet } = readDeleteDocument(text)
  const results = await Promise.all(orders.map(order => deleteOne(bucket, order, request.now)))
  return documentResponse('DeleteResult', {
    Deleted: results.flatMap(result =>
      'deletion' in result && !isQuiet ? [deletedElements(result.order, result.deletion)] : [],
    ),
    Error: results.flatMap(result =>
      'refusal' in result ? [errorElements(result.order, result.refusal)] : [],
    ),
  })
}
