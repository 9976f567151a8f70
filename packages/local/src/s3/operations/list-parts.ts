import type { OpenUpload, PartMeta } from '../disk/upload-meta.ts'
import type { Query } from '../http/request-target.ts'
import { documentResponse } from '../http/responses.ts'
import type { XmlElements } from '../http/xml-write.ts'
import { invalidArgument, OWNER, readPageSize } from './list-request.ts'
import { requireUpload } from './multipart-request.ts'
import { checksumElementName, quotedEtag } from './object-headers.ts'
import { type Operation, requireBucket } from './operation.ts'

function readMarker(query: Query): number {
  const text = query.get('part-number-marker') ?? ''
  if (/^\d{0,10}$/.test(text)) return Number(text)
  throw invalidArgument('part-number-marker', text, 'Argument part-number-marker must be an integer')
}

function partElements(part: PartMeta, upload: OpenUpload): XmlElements {
  const { algorithm, isDeclared } = upload.checksum
  return {
    PartNumber: part.partNumber,
    LastModified: new Date(part.lastModifiedMs).toISOString(),
    ETag: quotedEtag(part.etag),
    Size: part.size,
    [checksumElementName(algorithm)]: isDeclared ? part.checksum : undefined,
  }
}

export const listParts: Operation = async (store, request) => {
  const { query, bucket: name, key } = request.target
  const upload = requireUpload(requireBucket(store, name), request)
  const marker = readMarker(query)
  const maxParts = readPageSize(query, 'max-parts', 'maxParts')
  const after = [...upload.parts.values()]
    .filter(part => part.partNumber > marker)
    .sort((a, b) => a.partNumber - b.partNumber)
  const page = after.slice(0, maxParts)
  const isTruncated = page.length > 0 && after.length > page.length
  return documentResponse('ListPartsResult', {
    Bucket: name,
    Key: key,
    UploadId: upload.uploadId,
    Initiator: OWNER,
    Owner: OWNER,
    StorageClass: 'STANDARD',
    PartNumberMarker: marker,
    NextPartNumberMarker: page.at(-1)?.partNumber ?? 0,
    MaxParts: maxParts,
    IsTruncated: isTruncated,
    ChecksumAlgorithm: upload.checksum.isDeclared ? upload.checksum.algorithm : undefined,
    ChecksumType: upload.checksum.isDeclared ? upload.checksum.type : undefined,
    Part: page.map(part => partElements(part, upload)),
  })
}
