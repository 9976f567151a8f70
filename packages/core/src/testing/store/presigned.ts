/**
 * The presigned side of the fake store: signs URLs and answers them like S3. A grant is kept here and its number is the
 * signature, so a URL that was changed, has run out or comes with other headers than were signed is refused.
 */
import type { Checksum, ChecksumAlgorithm } from '../../domain/checksum.ts'
import type { PresignGet, PresignPart, PresignPut, SignedPut } from '../../ports/object-store.ts'
import type { Clock } from '../../ports/runtime.ts'
import { digestOf } from './digests.ts'
import type { Shelf } from './fake-shelf.ts'
import type { StoreBehavior } from './store-behavior.ts'

export interface PutAnswer {
  status: number
  /** Without quotes; `null` where the store gave none. */
  etag: string | null
}

export interface GetAnswer {
  status: number
  /** Lower-case names. */
  headers: Record<string, string>
  body: Uint8Array
}

interface Grant {
  url: string
  expiresAt: number
  signed: Record<string, string>
  request: { key: string } | PresignPart | PresignGet
}

interface Deps {
  shelf: Shelf
  behavior: StoreBehavior
  clock: Clock
  putPart(request: PresignPart, body: Uint8Array): PutAnswer
}

export const CHECKSUM_HEADER: Record<ChecksumAlgorithm, string> = {
  SHA256: 'x-amz-checksum-sha256',
  CRC32: 'x-amz-checksum-crc32',
  CRC32C: 'x-amz-checksum-crc32c',
  CRC64NVME: 'x-amz-checksum-crc64nvme',
}

export function createPresigned(deps: Deps) {
  const grants = new Map<string, Grant>()
  const sign = (request: PresignPut | PresignPart | PresignGet, signed: Record<string, string>) => {
    const signature = String(grants.size + 1)
    const path = request.key.split('/').map(encodeURIComponent).join('/')
    const url = `https://store.test/bucket/${path}?X-Amz-Expires=${request.expiresInSeconds}&X-Amz-Signature=${signature}`
    const expiresAt = deps.clock.now().getTime() + request.expiresInSeconds * 1000
    grants.set(signature, { url, expiresAt, signed, request })
    return url
  }
  const grantOf = (url: string): Grant | null => {
    const grant = grants.get(new URL(url).searchParams.get('X-Amz-Signature') ?? '')
    return grant?.url === url && deps.clock.now().getTime() < grant.expiresAt ? grant : null
  }
  return {
    signPut: (request: PresignPut): SignedPut => {
      const signed = signedHeaders(request)
      // HTTP clients set the length from the body, and browsers let nobody else do it.
      const { 'content-length': _, ...headers } = signed
      return { url: sign(request, signed), headers }
    },
    signPart: (request: PresignPart): SignedPut => ({
      url: sign(request, { 'content-length': String(request.contentLengthBytes) }),
      headers: {},
    }),
    signGet: (request: PresignGet) => sign(request, {}),
    put: (url: string, body: Uint8Array, headers: Record<string, string>): PutAnswer => {
      const grant = grantOf(url)
      if (grant === null || 'contentDisposition' in grant.request) return refused(403)
      const sent = { ...lowerCase(headers), 'content-length': String(body.length) }
      if (!isAsSigned(grant, sent, deps.behavior)) return refused(403)
      return 'partNumber' in grant.request
        ? deps.putPart(grant.request, body)
        : storePut(deps, grant.request.key, { body, sent })
    },
    get: (url: string): GetAnswer => {
      const grant = grantOf(url)
      if (grant === null || !('contentDisposition' in grant.request)) return emptyAnswer(403)
      const { key, versionId, contentDisposition, contentType } = grant.request
      const version = deps.shelf.version(key, versionId)
      if (version?.body == null) return emptyAnswer(404)
      return {
        status: 200,
        headers: {
          'content-disposition': contentDisposition,
          'content-type': contentType,
          'content-length': String(version.body.length),
          etag: `"${version.etag}"`,
        },
        body: version.body,
      }
    },
  }
}

function signedHeaders(request: PresignPut): Record<string, string> {
  const { contentType, contentLengthBytes, ifNoneMatch, checksum } = request
  return {
    'content-type': contentType,
    ...(contentLengthBytes === null ? {} : { 'content-length': String(contentLengthBytes) }),
    ...(ifNoneMatch ? { 'if-none-match': '*' } : {}),
    ...(checksum === null ? {} : { [CHECKSUM_HEADER[checksum.algorithm]]: checksum.value }),
  }
}

function isAsSigned(grant: Grant, sent: Record<string, string>, behavior: StoreBehavior): boolean {
  const isDifferent = Object.entries(grant.signed).some(
    ([name, value]) => sent[name] !== value && (name !== 'content-length' || behavior.enforcesLength),
  )
  const hasUnsigned = Object.keys(sent).some(name => name.startsWith('x-amz-') && !(name in grant.signed))
  return !isDifferent && !(hasUnsigned && behavior.refusesUnsignedHeaders)
}

function storePut(
  { shelf, behavior }: Deps,
  key: string,
  { body, sent }: { body: Uint8Array; sent: Record<string, string> },
): PutAnswer {
  if (sent['if-none-match'] === '*' && behavior.obeysIfNoneMatch && shelf.newest(key) !== null)
    return refused(412)
  const checksums = sentChecksums(sent)
  const isBad = checksums.some(({ algorithm, value }) => digestOf(algorithm, body) !== value)
  if (isBad && behavior.verifiesChecksum) return refused(400)
  const algorithms = behavior.verifiesChecksum ? checksums.map(({ algorithm }) => algorithm) : []
  const { etag } = shelf.store(key, { body, contentType: sent['content-type'] ?? null, algorithms })
  return { status: 200, etag }
}

function sentChecksums(sent: Record<string, string>): Checksum[] {
  return (Object.keys(CHECKSUM_HEADER) as ChecksumAlgorithm[]).flatMap(algorithm => {
    const value = sent[CHECKSUM_HEADER[algorithm]]
    return value === undefined ? [] : [{ algorithm, value }]
  })
}

const refused = (status: number): PutAnswer => ({ status, etag: null })
const emptyAnswer = (status: number): GetAnswer => ({ status, headers: {}, body: new Uint8Array() })
const lowerCase = (headers: Record<string, string>) =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))
