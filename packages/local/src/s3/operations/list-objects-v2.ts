import { byteOrder, fromByteOrder, type IndexEntry } from '../disk/key-index.ts'
import type { Query } from '../http/request-target.ts'
import { documentResponse } from '../http/responses.ts'
import type { XmlElements } from '../http/xml-write.ts'
import { S3Error } from '../s3-error.ts'
import { uriEncodePath } from '../signature/uri-encode.ts'
import { type ListQuestion, listPage } from './list-page.ts'
import { quotedEtag } from './object-headers.ts'
import { type Operation, requireBucket } from './operation.ts'

const MAX_KEYS = 1000
const OWNER = { ID: 'landfall', DisplayName: 'landfall' }

function badArgument(name: string, value: string, message: string): S3Error {
  return new S3Error('InvalidArgument', { message, details: { ArgumentName: name, ArgumentValue: value } })
}

function readMaxKeys(query: Query): number {
  const text = query.get('max-keys')
  if (text === undefined || text === '') return MAX_KEYS
  if (!/^\d{1,10}$/.test(text) || Number(text) > 2 ** 31 - 1) {
    throw badArgument('maxKeys', text, 'Argument maxKeys must be an integer between 0 and 2147483647')
  }
  return Math.min(Number(text), MAX_KEYS)
}

/** Opaque to clients: the place in byte order, behind a mark that keeps a made-up token from meaning anything. */
const TOKEN_MARK = '1'

function encodeToken(after: string): string {
  return TOKEN_MARK + Buffer.from(after, 'latin1').toString('base64url')
}

function decodeToken(token: string): string {
  const after = Buffer.from(token.slice(1), 'base64url').toString('latin1')
  if (after === '' || encodeToken(after) !== token) {
    throw badArgument('continuation-token', token, 'The continuation token provided is incorrect')
  }
  return after
}

function readQuestion(query: Query): ListQuestion {
  const token = query.get('continuation-token')
  return {
    prefix: byteOrder(query.get('prefix') ?? ''),
    delimiter: byteOrder(query.get('delimiter') ?? ''),
    after: token === undefined ? byteOrder(query.get('start-after') ?? '') : decodeToken(token),
    maxKeys: readMaxKeys(query),
  }
}

type Encode = (text: string) => string

/** With `encoding-type=url` keys that XML cannot carry arrive whole. A blank leaves as %20, which every decoder reads. */
function readEncoding(query: Query): Encode {
  const type = query.get('encoding-type')
  if (type === undefined) return text => text
  if (type === 'url') return uriEncodePath
  throw badArgument('encoding-type', type, 'Invalid Encoding Method specified in Request')
}

function contentElements(entry: IndexEntry, options: { encode: Encode; showsOwner: boolean }): XmlElements {
  return {
    Key: options.encode(entry.key),
    LastModified: new Date(entry.lastModifiedMs).toISOString(),
    ETag: quotedEtag(entry.etag),
    ChecksumAlgorithm: entry.checksumAlgorithm,
    ChecksumType: 'FULL_OBJECT',
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
