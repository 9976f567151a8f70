import { abortMultipartUpload } from '../operations/abort-multipart-upload.ts'
import {
  deleteBucketLifecycle,
  getBucketLifecycle,
  putBucketLifecycle,
} from '../operations/bucket-lifecycle.ts'
import { getBucketVersioning, putBucketVersioning } from '../operations/bucket-versioning.ts'
import { completeMultipartUpload } from '../operations/complete-multipart-upload.ts'
import { copyObject } from '../operations/copy-object.ts'
import { createBucket } from '../operations/create-bucket.ts'
import { createMultipartUpload } from '../operations/create-multipart-upload.ts'
import { deleteBucket } from '../operations/delete-bucket.ts'
import { deleteBucketCors } from '../operations/delete-bucket-cors.ts'
import { deleteObject } from '../operations/delete-object.ts'
import { deleteObjects } from '../operations/delete-objects.ts'
import { getBucketCors } from '../operations/get-bucket-cors.ts'
import { getBucketLocation } from '../operations/get-bucket-location.ts'
import { getObject } from '../operations/get-object.ts'
import { headBucket } from '../operations/head-bucket.ts'
import { headObject } from '../operations/head-object.ts'
import { listMultipartUploads } from '../operations/list-multipart-uploads.ts'
import { listObjectVersions } from '../operations/list-object-versions.ts'
import { listObjectsV2 } from '../operations/list-objects-v2.ts'
import { listParts } from '../operations/list-parts.ts'
import type { Operation } from '../operations/operation.ts'
import { putBucketCors } from '../operations/put-bucket-cors.ts'
import { putObject } from '../operations/put-object.ts'
import { uploadPart } from '../operations/upload-part.ts'
import { S3Error } from '../s3-error.ts'
import type { RequestHeaders } from './headers.ts'
import type { RequestTarget } from './request-target.ts'

export type Route = { name: string; run: Operation; takesBody?: true }

/** Method, what the path names, and the subresources that the query asks for, in alphabetic order. */
const routes: Record<string, Route> = {
  'PUT bucket': { name: 'CreateBucket', run: createBucket, takesBody: true },
  'HEAD bucket': { name: 'HeadBucket', run: headBucket },
  'DELETE bucket': { name: 'DeleteBucket', run: deleteBucket },
  'GET bucket list-type': { name: 'ListObjectsV2', run: listObjectsV2 },
  'GET bucket location': { name: 'GetBucketLocation', run: getBucketLocation },
  'GET bucket cors': { name: 'GetBucketCors', run: getBucketCors },
  'PUT bucket cors': { name: 'PutBucketCors', run: putBucketCors, takesBody: true },
  'DELETE bucket cors': { name: 'DeleteBucketCors', run: deleteBucketCors },
  'GET bucket versioning': { name: 'GetBucketVersioning', run: getBucketVersioning },
  'PUT bucket versioning': { name: 'PutBucketVersioning', run: putBucketVersioning, takesBody: true },
  'GET bucket versions': { name: 'ListObjectVersions', run: listObjectVersions },
  'GET bucket lifecycle': { name: 'GetBucketLifecycleConfiguration', run: getBucketLifecycle },
  'PUT bucket lifecycle': {
    name: 'PutBucketLifecycleConfiguration',
    run: putBucketLifecycle,
    takesBody: true,
  },
  'DELETE bucket lifecycle': { name: 'DeleteBucketLifecycle', run: deleteBucketLifecycle },
  'POST bucket delete': { name: 'DeleteObjects', run: deleteObjects, takesBody: true },
  'PUT object': { name: 'PutObject', run: putObject, takesBody: true },
  'PUT object copy': { name: 'CopyObject', run: copyObject },
  'GET object': { name: 'GetObject', run: getObject },
  'HEAD object': { name: 'HeadObject', run: headObject },
  'DELETE object': { name: 'DeleteObject', run: deleteObject },
  'GET object versionId': { name: 'GetObject', run: getObject },
  'HEAD object versionId': { name: 'HeadObject', run: headObject },
  'DELETE object versionId': { name: 'DeleteObject', run: deleteObject },
  'GET object partNumber': { name: 'GetObject', run: getObject },
  'HEAD object partNumber': { name: 'HeadObject', run: headObject },
  'GET object partNumber versionId': { name: 'GetObject', run: getObject },
  'HEAD object partNumber versionId': { name: 'HeadObject', run: headObject },
  'GET bucket uploads': { name: 'ListMultipartUploads', run: listMultipartUploads },
  'POST object uploads': { name: 'CreateMultipartUpload', run: createMultipartUpload },
  'PUT object partNumber uploadId': { name: 'UploadPart', run: uploadPart, takesBody: true },
  'GET object uploadId': { name: 'ListParts', run: listParts },
  'POST object uploadId': {
    name: 'CompleteMultipartUpload',
    run: completeMultipartUpload,
    takesBody: true,
  },
  'DELETE object uploadId': { name: 'AbortMultipartUpload', run: abortMultipartUpload },
}

/**
 * Query names that make a request another operation. Any other name is ignored, as S3 ignores it; ignoring one of these
 * would do something else than was asked (a DELETE of `?tagging` must not delete the object).
 */
const SUBRESOURCES = new Set(
  `accelerate acl analytics append attributes cors delete encryption intelligent-tiering inventory legal-hold lifecycle
  list-type location logging metadataConfiguration metadataTable metrics notification object-lock ownershipControls
  partNumber policy policyStatus publicAccessBlock renameObject replication requestPayment restore retention select
  session tagging torrent uploadId uploads versionId versioning versions website`.split(/\s+/),
)

function lookUp(method: string, target: RequestTarget, headers: RequestHeaders) {
  const subject = target.bucket === '' ? 'service' : target.key === '' ? 'bucket' : 'object'
  const asked = [...new Set(target.query.pairs.map(([name]) => name))]
    .filter(name => SUBRESOURCES.has(name))
    .sort()
  const isCopy = subject === 'object' && method === 'PUT' && headers.has('x-amz-copy-source')
  const route = routes[[method, subject, ...asked, ...(isCopy ? ['copy'] : [])].join(' ')]
  const isOtherListType = target.query.has('list-type') && target.query.get('list-type') !== '2'
  return { route: isOtherListType ? undefined : route, resource: asked[0] ?? subject }
}

export function findRoute(method: string, target: RequestTarget, headers: RequestHeaders): Route {
  const { route, resource } = lookUp(method, target, headers)
  if (route) return route
  throw new S3Error('NotImplemented', {
    message: 'This operation is not implemented by the embedded store.',
    details: { Method: method, ResourceType: resource },
  })
}

export const PREFLIGHT = 'Preflight'

/** Every name that `operationName` gives. */
export const OPERATION_NAMES: ReadonlySet<string> = new Set([
  ...Object.values(routes).map(({ name }) => name),
  PREFLIGHT,
])

/** Empty for what is no operation. */
export function operationName(method: string, target: RequestTarget, headers: RequestHeaders): string {
  return method === 'OPTIONS' ? PREFLIGHT : (lookUp(method, target, headers).route?.name ?? '')
}
