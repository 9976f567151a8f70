import { byteOrder, fromByteOrder } from '../disk/key-index.ts'
import type { OpenUpload } from '../disk/upload-meta.ts'
import { documentResponse } from '../http/responses.ts'
import type { XmlElements } from '../http/xml-write.ts'
import { type Encode, OWNER, readEncoding, readPageSize } from './list-request.ts'
import { type Operation, requireBucket } from './operation.ts'
import { uploadPage } from './upload-page.ts'

function uploadElements(upload: OpenUpload, encode: Encode): XmlElements {
  const { algorithm, type, isDeclared } = upload.checksum
  return {
    Key: encode(upload.key),
    UploadId: upload.uploadId,
    Initiator: OWNER,
    Owner: OWNER,
    StorageClass: 'STANDARD',
    Initiated: new Date(upload.initiatedMs).toISOString(),
    ChecksumAlgorithm: isDeclared ? algorithm : undefined,
    ChecksumType: isDeclared ? type : undefined,
  }
}

export const listMultipartUploads: Operation = async (store, request) => {
  const { query, bucket: name } = request.target
  const bucket = requireBucket(store, name)
  const text = (parameter: string) => query.get(parameter) ?? ''
  const encode = readEncoding(query)
  const maxUploads = readPageSize(query, 'max-uploads', 'maxUploads')
  const keyMarker = text('key-marker')
  // As S3 documents it: without a key marker the other one is ignored.
  const uploadIdMarker = keyMarker === '' ? '' : text('upload-id-marker')
  const page = uploadPage(bucket.uploads.list(), {
    prefix: byteOrder(text('prefix')),
    delimiter: byteOrder(text('delimiter')),
    keyMarker: byteOrder(keyMarker),
    uploadIdMarker,
    maxUploads,
  })
  return documentResponse('ListMultipartUploadsResult', {
    Bucket: name,
    KeyMarker: encode(keyMarker),
    UploadIdMarker: uploadIdMarker,
    NextKeyMarker: page.next && encode(fromByteOrder(page.next.keyMarker)),
    NextUploadIdMarker: page.next?.uploadIdMarker,
    Prefix: encode(text('prefix')),
    Delimiter: query.has('delimiter') ? encode(text('delimiter')) : undefined,
    EncodingType: query.get('encoding-type'),
    MaxUploads: maxUploads,
    IsTruncated: page.next !== undefined,
    Upload: page.uploads.map(upload => uploadElements(upload, encode)),
    CommonPrefixes: page.commonPrefixes.map(prefix => ({ Prefix: encode(fromByteOrder(prefix)) })),
  })
}
