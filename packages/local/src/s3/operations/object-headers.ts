import { checksumHeaderName } from '../checksum/claims.ts'
import type { ChecksumAlgorithm } from '../checksum/hasher.ts'
import type { ObjectMeta, StoredChecksum } from '../disk/object-meta.ts'
import type { RequestHeaders } from '../http/headers.ts'
import type { XmlElements } from '../http/xml-write.ts'
import { S3Error } from '../s3-error.ts'

/** Which request headers become part of an object; a read may have each of them said otherwise (`response-*`). */
export const DESCRIPTION_HEADERS = [
  'cache-control',
  'content-disposition',
  'content-encoding',
  'content-language',
  'content-type',
  'expires',
]
const DEFAULT_CONTENT_TYPE = 'binary/octet-stream'
const META_PREFIX = 'x-amz-meta-'
const MAX_USER_METADATA_BYTES = 2048

/** aws-chunked is how the bytes travel, not how they are stored. */
function storedContentEncoding(value: string): string {
  return value
    .split(',')
    .map(part => part.trim())
    .filter(part => part !== '' && part.toLowerCase() !== 'aws-chunked')
    .join(',')
}

function readKeptHeaders(headers: RequestHeaders): Record<string, string> {
  const kept: Record<string, string> = { 'content-type': DEFAULT_CONTENT_TYPE }
  for (const name of DESCRIPTION_HEADERS) {
    const sent = headers.get(name) ?? ''
    const value = name === 'content-encoding' ? storedContentEncoding(sent) : sent
    if (value !== '') kept[name] = value
  }
  return kept
}

function readUserMetadata(headers: RequestHeaders): Record<string, string> {
  const found = [...headers].filter(([name]) => name.startsWith(META_PREFIX))
  const pairs = found.map(([name, value]) => [name.slice(META_PREFIX.length), value] as const)
  const bytes = pairs.reduce((sum, [name, value]) => sum + name.length + value.length, 0)
  if (bytes > MAX_USER_METADATA_BYTES) {
    throw new S3Error('MetadataTooLarge', {
      details: { Size: String(bytes), MaxSizeAllowed: String(MAX_USER_METADATA_BYTES) },
    })
  }
  return Object.fromEntries(pairs)
}

export function readDescription(headers: RequestHeaders): Pick<ObjectMeta, 'headers' | 'userMetadata'> {
  return { headers: readKeptHeaders(headers), userMetadata: readUserMetadata(headers) }
}

export function quotedEtag(etag: string): string {
  return `"${etag}"`
}

export function checksumHeaders(checksum: StoredChecksum): Record<string, string> {
  return {
    [checksumHeaderName(checksum.algorithm)]: checksum.value,
    'x-amz-checksum-type': checksum.type ?? 'FULL_OBJECT',
  }
}

export function checksumElementName(algorithm: ChecksumAlgorithm): string {
  return `Checksum${algorithm}`
}

export function checksumElements(checksum: StoredChecksum): XmlElements {
  return {
    [checksumElementName(checksum.algorithm)]: checksum.value,
    ChecksumType: checksum.type ?? 'FULL_OBJECT',
  }
}

export function versionHeaders(meta: ObjectMeta): Record<string, string> {
  return { ETag: quotedEtag(meta.etag), 'Last-Modified': new Date(meta.lastModifiedMs).toUTCString() }
}

export function descriptionHeaders(meta: ObjectMeta): Record<string, string> {
  const user = Object.entries(meta.userMetadata).map(([name, value]) => [META_PREFIX + name, value])
  return { ...meta.headers, ...Object.fromEntries(user) }
}
