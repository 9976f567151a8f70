import { byteOrder, fromByteOrder, type IndexEntry } from '../disk/key-index.ts'
import type { Query } from '../http/request-target.ts'
import { documentResponse } from '../http/responses.ts'
import type { XmlElements } from '../http/xml-write.ts'
import { type ListQuestion, listPage } from './list-page.ts'
import { type Encode, invalidArgument, OWNER, readEncoding, readPageSize } from './list-request.ts'
import { quotedEtag } from './object-headers.ts'
import { type Operation, requireBucket } from './operation.ts'

/** Opaque to clients: the place in byte order, behind a mark that keeps a made-up token from meaning anything. */
const TOKEN_MARK = '1'

function encodeToken(after: string): string {
  return TOKEN_MARK + Buffer.from(after, 'latin1').toString('base64url')
}

function decodeToken(token: string): string {
  const after = Buffer.from(token.slice(1), 'base64url').toString('latin1')
  if (after === '' || encodeToken(after) !== token) {
    throw invalidArgument('continuation-token', token, 'The continuation token provided is incorrect')
  }
  return after
}

function readQuestion(query: Query): ListQuestion {
  const token = query.get('continuation-token')
  return {
    prefix: byteOrder(query.get('prefix') ?? ''),
    delimiter: byteOrder(query.get('delimiter') ?? ''),
    after: token === undefined ? byteOrder(query.get('start-after') ?? '') : decodeToken(token),
    maxKeys: readPageSize(query, 'max-keys', 'maxKeys'),
  }
}

export function contentElements(
  entry: IndexEntry,
  options: { encode: Encode; showsOwner: boolean },
): XmlElements {
  return {
    Key: options.encode(entry.key),
    LastModified: new Date(entry.lastModifiedMs).toISOString(),
    ETag: quotedEtag(entry.etag),
    ChecksumAlgorithm: entry.checksumAlgorithm,
    ChecksumType: entry.isComposite ? 'COMPOSITE' : 'FULL_OBJECT',
    Size: entry.size,
    Owner: options.showsOwner ? OWNER : undefined,
    StorageClass: 'STANDARD',
  }
}

function optional(encode: Encode, value: string | undefined): string | undefined {
  return value === undefined ? undefined : encode(value)
}

export const listObjectsV2: Operation = async (store, request) => {
  const { query, bucket: name } = request.target
  const bucket = requireBucket(store, name)
  const question = readQuestion(query)
  const encode = readEncoding(query)
  const page = listPage(bucket.index, question)
  const options = { encode, showsOwner: query.get('fetch-owner') === 'true' }
  return documentResponse('ListBucketResult', {
    Name: name,
    Prefix: encode(query.get('prefix') ?? ''),
    Delimiter: optional(encode, query.get('delimiter')),
    StartAfter: optional(encode, query.get('start-after')),
    ContinuationToken: query.get('continuation-token'),
    EncodingType: query.get('encoding-type'),
    MaxKeys: question.maxKeys,
    KeyCount: page.entries.length + page.commonPrefixes.length,
    IsTruncated: page.nextAfter !== undefined,
    NextContinuationToken: optional(encodeToken, page.nextAfter),
    Contents: page.entries.map(entry => contentElements(entry, options)),
    CommonPrefixes: page.commonPrefixes.map(prefix => ({ Prefix: encode(fromByteOrder(prefix)) })),
  })
}
