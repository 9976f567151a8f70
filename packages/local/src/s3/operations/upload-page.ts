import { byteOrder } from '../disk/key-index.ts'
import type { OpenUpload } from '../disk/upload-meta.ts'
import { commonPrefixOf } from './list-page.ts'

/** All keys in byte-order strings (see KeyIndex), so that comparing and cutting work on UTF-8 bytes as S3's do. */
export type UploadQuestion = {
  prefix: string
  delimiter: string
  keyMarker: string
  /** Counts only together with a key marker, and then within that key. */
  uploadIdMarker: string
  maxUploads: number
}

export type UploadPage = {
  uploads: OpenUpload[]
  commonPrefixes: string[]
  /** Where the next page goes on; undefined when nothing is left. A common prefix has no upload id. */
  next: { keyMarker: string; uploadIdMarker: string } | undefined
}

type Candidate = { bytes: string; commonPrefix: string | undefined; upload: OpenUpload }

function compareText(a: string, b: string): number {
  if (a === b) return 0
  return a < b ? -1 : 1
}

/** By key, and within a key by time, since that is how upload ids sort. */
function compare(a: Candidate, b: Candidate): number {
  return compareText(a.bytes, b.bytes) || compareText(a.upload.uploadId, b.upload.uploadId)
}

function isAfter({ bytes, commonPrefix, upload }: Candidate, question: UploadQuestion): boolean {
  const { keyMarker, uploadIdMarker } = question
  // A page that ended with a common prefix has told of everything below it.
  if (commonPrefix !== undefined && commonPrefix === keyMarker) return false
  if (bytes === keyMarker && keyMarker !== '')
    return uploadIdMarker !== '' && upload.uploadId > uploadIdMarker
  return bytes > keyMarker
}

/** Open uploads are few, so sorting them for each page is cheaper than keeping an order of them. */
export function uploadPage(uploads: readonly OpenUpload[], question: UploadQuestion): UploadPage {
  const candidates = uploads
    .map(upload => {
      const bytes = byteOrder(upload.key)
      return { bytes, upload, commonPrefix: commonPrefixOf(bytes, question) }
    })
    .filter(candidate => candidate.bytes.startsWith(question.prefix) && isAfter(candidate, question))
    .sort(compare)
  const page: UploadPage = { uploads: [], commonPrefixes: [], next: undefined }
  let last: UploadPage['next']
  for (const { bytes, commonPrefix, upload } of candidates) {
    if (commonPrefix !== undefined && page.commonPrefixes.at(-1) === commonPrefix) continue
    if (page.uploads.length + page.commonPrefixes.length === question.maxUploads) {
      return { ...page, next: last }
    }
    if (commonPrefix === undefined) page.uploads.push(upload)
    else page.commonPrefixes.push(commonPrefix)
    last = {
      keyMarker: commonPrefix ?? bytes,
      uploadIdMarker: commonPrefix === undefined ? upload.uploadId : '',
    }
  }
  return page
}
