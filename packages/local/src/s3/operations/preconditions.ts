import type { Precondition } from '../disk/bucket.ts'
import type { RequestHeaders } from '../http/headers.ts'
import { S3Error } from '../s3-error.ts'
import { noSuchKey } from './operation.ts'

/** If-Match and its relatives: what clients may demand of the object that is there before it is read or changed. */
export type ObjectVersion = { etag: string; lastModifiedMs: number }

export type ConditionHeaders = {
  ifMatch: string | undefined
  ifNoneMatch: string | undefined
  ifModifiedSince: string | undefined
  ifUnmodifiedSince: string | undefined
}

export function preconditionFailed(condition: string): S3Error {
  return new S3Error('PreconditionFailed', { details: { Condition: condition } })
}

/** Entity tags arrive quoted, weak, bare, or as a list. */
function listsEtag(header: string, etag: string): boolean {
  return header.split(',').some(item => {
    const tag = item
      .trim()
      .replace(/^W\//, '')
      .replace(/^"(.*)"$/, '$1')
    return tag === '*' || tag === etag
  })
}

/** undefined for a date that is none; RFC 9110 has such a header ignored. */
function parseDate(header: string | undefined): number | undefined {
  const at = header === undefined ? Number.NaN : Date.parse(header)
  return Number.isNaN(at) ? undefined : at
}

/** Names the demand that is not met. If-Match outranks If-Unmodified-Since, If-None-Match outranks If-Modified-Since. */
export function findUnmet(
  conditions: ConditionHeaders,
  version: ObjectVersion,
): keyof ConditionHeaders | undefined {
  const { ifMatch, ifNoneMatch } = conditions
  const unmodifiedSince = parseDate(conditions.ifUnmodifiedSince)
  const modifiedSince = parseDate(conditions.ifModifiedSince)
  if (ifMatch !== undefined) {
    if (!listsEtag(ifMatch, version.etag)) return 'ifMatch'
  } else if (unmodifiedSince !== undefined && version.lastModifiedMs > unmodifiedSince)
    return 'ifUnmodifiedSince'
  if (ifNoneMatch !== undefined) return listsEtag(ifNoneMatch, version.etag) ? 'ifNoneMatch' : undefined
  if (modifiedSince !== undefined && version.lastModifiedMs <= modifiedSince) return 'ifModifiedSince'
  return undefined
}

/** For PUT and Copy: only `If-None-Match: *` and If-Match exist; If-Match on nothing is a missing key, not a mismatch. */
export function writePrecondition(headers: RequestHeaders, key: string): Precondition {
  const ifMatch = headers.get('if-match')
  const ifNoneMatch = headers.get('if-none-match')
  if (ifNoneMatch !== undefined && ifNoneMatch !== '*') {
    throw new S3Error('NotImplemented', { details: { Header: 'If-None-Match' } })
  }
  if (ifMatch !== undefined && ifNoneMatch !== undefined) {
    throw new S3Error('NotImplemented', { details: { Header: 'If-Match' } })
  }
  return current => {
    if (ifNoneMatch === '*' && current) throw preconditionFailed('If-None-Match')
    if (ifMatch === undefined) return
    if (!current) throw noSuchKey(key)
    if (!listsEtag(ifMatch, current.etag)) throw preconditionFailed('If-Match')
  }
}

/** Deleting what is not there succeeds, except under If-Match: S3 then says that there is no such key. */
export function deletePrecondition(headers: RequestHeaders, key: string): Precondition {
  const ifMatch = headers.get('if-match')
  return current => {
    if (ifMatch === undefined) return
    if (!current) throw noSuchKey(key)
    if (!listsEtag(ifMatch, current.etag)) throw preconditionFailed('If-Match')
  }
}
