import { isUtf8 } from 'node:buffer'
import {
  type ChecksumClaims,
  checksumHeaderName,
  isDigestOf,
  readChecksumClaims,
  readMd5Claim,
} from '../checksum/claims.ts'
import { DigestSet } from '../checksum/digest-set.ts'
import { type ChecksumAlgorithm, DIGEST_BYTES, type DigestAlgorithm } from '../checksum/hasher.ts'
import { S3Error } from '../s3-error.ts'
import { decodeAwsChunked } from '../signature/aws-chunked.ts'
import { readRawBody } from './raw-body.ts'
import type { S3Request } from './s3-request.ts'

/**
 * Takes a request's body in: announced length, aws-chunked framing, and every digest that the request states of it, in
 * one pass. A sink must keep nothing before `receiveBody` has returned: only then have length and digests come true.
 */
type BodySink = (chunk: Buffer) => Promise<void> | undefined

export type ReceivedBody = {
  sizeBytes: number
  digests: DigestSet
  /** What the client claimed and the bytes confirmed. */
  checksum?: { algorithm: ChecksumAlgorithm; value: string }
}

export type ReceiveOptions = {
  sink: BodySink
  maxBytes: number
  algorithms: readonly DigestAlgorithm[]
  /** Where the checksum headers, but for Content-MD5, speak of something else than this body. */
  ignoresChecksumHeaders?: true
}

/** The length of the payload, without aws-chunked's framing. S3 takes no body of unknown length. */
function announcedBytes(request: S3Request): number {
  const isChunked = request.payload.kind === 'aws-chunked'
  const text = request.headers.get(isChunked ? 'x-amz-decoded-content-length' : 'content-length')
  if (text === undefined) throw new S3Error('MissingContentLength')
  if (!/^\d{1,16}$/.test(text)) throw new S3Error('InvalidArgument', { message: 'Invalid content length' })
  return Number(text)
}

function checkSize(bytes: number, maxBytes: number): void {
  if (bytes <= maxBytes) return
  throw new S3Error('EntityTooLarge', {
    details: { ProposedSize: String(bytes), MaxSizeAllowed: String(maxBytes) },
  })
}

function neededAlgorithms(request: S3Request, claims: ChecksumClaims): DigestAlgorithm[] {
  const needed: DigestAlgorithm[] = []
  if (claims.contentMd5) needed.push('MD5')
  if (claims.checksum) needed.push(claims.checksum.algorithm)
  if (claims.trailer) needed.push(claims.trailer)
  if (request.payload.kind === 'sha256') needed.push('SHA256')
  return needed
}

function openBody(request: S3Request): {
  chunks: AsyncIterable<Buffer>
  trailers: ReadonlyMap<string, string>
} {
  const raw = readRawBody(request.exchange)
  if (request.payload.kind === 'aws-chunked') return decodeAwsChunked(raw, request.payload)
  return { chunks: raw, trailers: new Map() }
}

function trailerChecksum(
  claims: ChecksumClaims,
  trailers: ReadonlyMap<string, string>,
): ReceivedBody['checksum'] {
  if (!claims.trailer) return undefined
  const name = checksumHeaderName(claims.trailer)
  const value = trailers.get(name)
  if (value === undefined) throw new S3Error('MalformedTrailerError')
  if (!isDigestOf(value, DIGEST_BYTES[claims.trailer])) {
    throw new S3Error('InvalidRequest', { message: `Value for ${name} trailing header is invalid.` })
  }
  return { algorithm: claims.trailer, value }
}

function checkDigests(request: S3Request, claims: ChecksumClaims, received: ReceivedBody): void {
  const { digests, checksum } = received
  if (request.payload.kind === 'sha256' && digests.digest('SHA256').toString('hex') !== request.payload.hex) {
    throw new S3Error('XAmzContentSHA256Mismatch')
  }
  if (claims.contentMd5 && !claims.contentMd5.equals(digests.digest('MD5'))) throw new S3Error('BadDigest')
  if (checksum && digests.digest(checksum.algorithm).toString('base64') !== checksum.value) {
    throw new S3Error('BadDigest', {
      message: `The ${checksum.algorithm} you specified did not match the calculated checksum.`,
    })
  }
}

export async function receiveBody(request: S3Request, options: ReceiveOptions): Promise<ReceivedBody> {
  const expectedBytes = announcedBytes(request)
  checkSize(expectedBytes, options.maxBytes)
  const claims = (options.ignoresChecksumHeaders ? readMd5Claim : readChecksumClaims)(request.headers)
  const digests = await DigestSet.create([...options.algorithms, ...neededAlgorithms(request, claims)])
  const body = openBody(request)
  let sizeBytes = 0
  for await (const chunk of body.chunks) {
    sizeBytes += chunk.length
    if (sizeBytes > expectedBytes) throw new S3Error('IncompleteBody')
    digests.update(chunk)
    const wait = options.sink(chunk)
    if (wait) await wait
  }
  if (sizeBytes !== expectedBytes) throw new S3Error('IncompleteBody')
  const checksum = claims.checksum ?? trailerChecksum(claims, body.trailers)
  const received = { sizeBytes, digests, ...(checksum ? { checksum } : {}) }
  checkDigests(request, claims, received)
  return received
}

/** Bytes that are no UTF-8 would otherwise turn into U+FFFD, and a key among them into another key. */
function textOf(document: Buffer): string {
  if (!isUtf8(document)) throw new S3Error('MalformedXML')
  return document.toString('utf8')
}

const MAX_DOCUMENT_BYTES = 1024 * 1024

type DocumentOptions = Partial<Pick<ReceiveOptions, 'maxBytes' | 'ignoresChecksumHeaders'>>

/** A small XML body as text, with the digests S3 asks for checked like an object's. */
export async function receiveDocument(request: S3Request, options: DocumentOptions = {}): Promise<string> {
  const chunks: Buffer[] = []
  const sink = (chunk: Buffer) => void chunks.push(chunk)
  const receiving = receiveBody(request, { maxBytes: MAX_DOCUMENT_BYTES, ...options, sink, algorithms: [] })
  await receiving.catch((error: unknown) => {
    if (error instanceof S3Error && error.code === 'EntityTooLarge')
      throw new S3Error('MaxMessageLengthExceeded')
    throw error
  })
  return textOf(Buffer.concat(chunks))
}
