import type { ObjectMeta } from '../disk/object-meta.ts'
import type { OpenObject } from '../disk/version-files.ts'
import type { Query } from '../http/request-target.ts'
import type { S3Request } from '../http/s3-request.ts'
import { S3Error } from '../s3-error.ts'
import { type ByteRange, parseRange } from './byte-range.ts'
import {
  checksumHeaders,
  DESCRIPTION_HEADERS,
  descriptionHeaders,
  quotedEtag,
  versionHeaders,
} from './object-headers.ts'
import { requireBucket, type StoreContext } from './operation.ts'
import { readPart } from './part-range.ts'
import { findUnmet, preconditionFailed } from './preconditions.ts'
import { checkVersionId, openVersion, versionIdHeaders } from './versions.ts'

/** What GetObject and HeadObject share: which bytes of which object, under which headers. */
export type ReadPlan = { status: 200 | 206; headers: Record<string, string>; range: ByteRange | undefined }

function overrideHeaders(query: Query): Record<string, string> {
  const headers: Record<string, string> = {}
  for (const name of DESCRIPTION_HEADERS) {
    const value = query.get(`response-${name}`)
    if (value === undefined) continue
    if (!/^[\t\x20-\x7e\x80-\xff]*$/.test(value)) {
      throw new S3Error('InvalidArgument', {
        message: 'Header value cannot be represented using ISO-8859-1.',
        details: { ArgumentName: `response-${name}` },
      })
    }
    headers[name] = value
  }
  return headers
}

/** The headers that say which object this is: also all that a 304 has to say. */
type Identity = Record<string, string>

const conditionNames = { ifMatch: 'If-Match', ifUnmodifiedSince: 'If-Unmodified-Since' } as const

function checkConditions(request: S3Request, meta: ObjectMeta, identity: Identity): void {
  const { headers } = request
  const unmet = findUnmet(
    {
      ifMatch: headers.get('if-match'),
      ifNoneMatch: headers.get('if-none-match'),
      ifModifiedSince: headers.get('if-modified-since'),
      ifUnmodifiedSince: headers.get('if-unmodified-since'),
    },
    meta,
  )
  if (unmet === undefined) return
  if (unmet === 'ifMatch' || unmet === 'ifUnmodifiedSince') throw preconditionFailed(conditionNames[unmet])
  throw new S3Error('NotModified', { headers: identity })
}

/** A range of an object that has changed since (If-Range) is no use to the client: it gets all of it. */
function findRange(request: S3Request, meta: ObjectMeta): ByteRange | undefined {
  const ifRange = request.headers.get('if-range')
  const isStale =
    ifRange !== undefined &&
    ifRange !== quotedEtag(meta.etag) &&
    ifRange !== new Date(meta.lastModifiedMs).toUTCString()
  const header = request.headers.get('range')
  const range = isStale ? 'whole' : parseRange(header, meta.size)
  if (range !== 'unsatisfiable') return range === 'whole' ? undefined : range
  throw new S3Error('InvalidRange', {
    details: { RangeRequested: header ?? '', ActualObjectSize: String(meta.size) },
    headers: { 'Content-Range': `bytes */${meta.size}` },
  })
}

function planRead(request: S3Request, meta: ObjectMeta, identity: Identity): ReadPlan {
  checkConditions(request, meta, identity)
  const part = readPart(request, meta)
  const range = part ? part.range : findRange(request, meta)
  // A full-object checksum says nothing about a part of it, and SDKs would hold the part to it.
  const showsChecksum = request.headers.get('x-amz-checksum-mode')?.toUpperCase() === 'ENABLED' && !range
  return {
    status: range ? 206 : 200,
    range,
    headers: {
      'Accept-Ranges': 'bytes',
      ...part?.headers,
      ...identity,
      ...descriptionHeaders(meta),
      ...overrideHeaders(request.target.query),
      ...(showsChecksum ? checksumHeaders(meta.checksum) : {}),
      ...(range ? { 'Content-Range': `bytes ${range.start}-${range.end}/${meta.size}` } : {}),
      'Content-Length': String(range ? range.end - range.start + 1 : meta.size),
    },
  }
}

/** The caller closes the file; on a refusal it is closed already. */
export async function openForReading(
  store: StoreContext,
  request: S3Request,
): Promise<OpenObject & { plan: ReadPlan }> {
  const bucket = requireBucket(store, request.target.bucket)
  const { key, query } = request.target
  const opened = await openVersion(bucket, { key, versionId: checkVersionId(query.get('versionId')) })
  try {
    const identity = { ...versionHeaders(opened.meta), ...versionIdHeaders(bucket, opened.meta) }
    return { ...opened, plan: planRead(request, opened.meta, identity) }
  } catch (error) {
    await opened.file.close()
    throw error
  }
}
