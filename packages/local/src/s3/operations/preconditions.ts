import type { Precondition, WriteGuard } from '../disk/bucket.ts'
import type { Watch } from '../disk/removal-watch.ts'
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

/** What a write demands of the object that is there; `isConditional` where it demands anything. */
export type WritePrecondition = { check: Precondition; isConditional: boolean }

/** For PUT and Copy: only `If-None-Match: *` and If-Match exist; If-Match on nothing is a missing key, not a mismatch. */
export function writePrecondition(headers: RequestHeaders, key: string): WritePrecondition {
  const ifMatch = headers.get('if-match')
  const ifNoneMatch = headers.get('if-none-match')
  if (ifNoneMatch !== undefined && ifNoneMatch !== '*') {
    throw new S3Error('NotImplemented', { details: { Header: 'If-None-Match' } })
  }
  if (ifMatch !== undefined && ifNoneMatch !== undefined) {
    throw new S3Error('NotImplemented', { details: { Header: 'If-Match' } })
  }
  const matches = matchPrecondition(ifMatch, key)
  return {
    isConditional: ifMatch !== undefined || ifNoneMatch !== undefined,
    check: current => {
      if (ifNoneMatch === '*' && current) throw preconditionFailed('If-None-Match')
      matches(current)
    },
  }
}

/**
 * When the write is decided: 412 where the other write has finished, 409 where it is just finishing (S3 does not make
 * a conditional write wait for it), and 409 too where the object was deleted while the body was coming.
 */
export function writeGuard(precondition: WritePrecondition, watch: Watch): WriteGuard {
  if (!precondition.isConditional) return { check: precondition.check }
  const conflict = () => new S3Error('ConditionalRequestConflict')
  return {
    check: current => {
      precondition.check(current)
      if (watch.wasRemoved) throw conflict()
    },
    onContention: () => {
      throw conflict()
    },
  }
}

/** Without If-Match anything goes. With it, what is not there is a missing key to S3, not a mismatch. */
export function matchPrecondition(ifMatch: string | undefined, key: string): Precondition {
  return current => {
    if (ifMatch === undefined) return
    if (!current) throw noSuchKey(key)
    if (!listsEtag(ifMatch, current.etag)) throw preconditionFailed('If-Match')
  }
}
