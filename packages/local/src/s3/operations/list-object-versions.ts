import { byteOrder, fromByteOrder } from '../disk/key-index.ts'
import type { Query } from '../http/request-target.ts'
import { documentResponse } from '../http/responses.ts'
import type { XmlElements } from '../http/xml-write.ts'
import { contentElements } from './list-objects-v2.ts'
import { type Encode, invalidArgument, OWNER, readEncoding, readPageSize } from './list-request.ts'
import { type Operation, requireBucket } from './operation.ts'
import { checkVersionId } from './versions.ts'
import { type VersionsPage, type VersionsQuestion, versionsPage } from './versions-page.ts'

function readQuestion(query: Query): VersionsQuestion {
  const keyMarker = query.get('key-marker') ?? ''
  // SDKs send an empty marker for the first page.
  const versionIdMarker = checkVersionId(query.get('version-id-marker') || undefined)
  if (versionIdMarker !== undefined && keyMarker === '') {
    const message = 'A version-id marker cannot be specified without a key marker.'
    throw invalidArgument('version-id-marker', versionIdMarker, message)
  }
  return {
    prefix: byteOrder(query.get('prefix') ?? ''),
    delimiter: byteOrder(query.get('delimiter') ?? ''),
    keyMarker: byteOrder(keyMarker),
    versionIdMarker,
    maxKeys: readPageSize(query, 'max-keys', 'maxKeys'),
  }
}

function versionElements(version: VersionsPage['versions'][number], encode: Encode): XmlElements {
  const { entry, isLatest } = version
  const stamp = { VersionId: entry.versionId, IsLatest: isLatest }
  if (!('isDeleteMarker' in entry)) {
    return { Version: { ...contentElements(entry, { encode, showsOwner: true }), ...stamp } }
  }
  const LastModified = new Date(entry.lastModifiedMs).toISOString()
  return { DeleteMarker: { Key: encode(entry.key), LastModified, ...stamp, Owner: OWNER } }
}

export const listObjectVersions: Operation = async (store, request) => {
  const { query, bucket: name } = request.target
  const bucket = requireBucket(store, name)
  const question = readQuestion(query)
  const encode = readEncoding(query)
  const page = versionsPage(bucket.index, question)
  const head = {
    Name: name,
    Prefix: encode(query.get('prefix') ?? ''),
    KeyMarker: encode(query.get('key-marker') ?? ''),
    VersionIdMarker: question.versionIdMarker ?? '',
    NextKeyMarker: page.next && encode(fromByteOrder(page.next.keyMarker)),
    NextVersionIdMarker: page.next?.versionIdMarker,
    MaxKeys: question.maxKeys,
    Delimiter: query.has('delimiter') ? encode(query.get('delimiter') ?? '') : undefined,
    EncodingType: query.get('encoding-type'),
    IsTruncated: page.next !== undefined,
  }
  return documentResponse('ListVersionsResult', [
    head,
    ...page.versions.map(version => versionElements(version, encode)),
    { CommonPrefixes: page.commonPrefixes.map(prefix => ({ Prefix: encode(fromByteOrder(prefix)) })) },
  ])
}
