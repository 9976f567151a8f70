/** The multiparts of the fake store: parts beside the shelf, until they are put together or given up. */
import { compareKeys } from '../../domain/key-order.ts'
import type { StoredPart } from '../../domain/multipart.ts'
import type {
  CompleteOutcome,
  CompleteRequest,
  MultipartRef,
  MultipartsPage,
  PartsPage,
  PresignPart,
} from '../../ports/object-store.ts'
import { md5Hex } from './digests.ts'
import type { Shelf } from './fake-shelf.ts'
import type { PutAnswer } from './presigned.ts'
import type { StoreBehavior } from './store-behavior.ts'

interface Multipart {
  key: string
  contentType: string
  parts: Map<number, Uint8Array>
}

export function createFakeMultiparts(shelf: Shelf, behavior: StoreBehavior) {
  const multiparts = new Map<string, Multipart>()
  let count = 0
  const find = ({ key, multipartUploadId }: MultipartRef) => {
    const multipart = multiparts.get(multipartUploadId)
    return multipart?.key === key ? multipart : undefined
  }
  return {
    create: ({ key, contentType }: { key: string; contentType: string }): string => {
      count += 1
      multiparts.set(`mp${count}`, { key, contentType, parts: new Map() })
      return `mp${count}`
    },
    putPart: (request: PresignPart, body: Uint8Array): PutAnswer => {
      const multipart = find(request)
      if (multipart === undefined) return { status: 404, etag: null }
      multipart.parts.set(request.partNumber, Uint8Array.from(body))
      return { status: 200, etag: md5Hex(body) }
    },
    list: (ref: MultipartRef, { after, limit }: { after: number; limit: number }): PartsPage | null => {
      const multipart = find(ref)
      if (multipart === undefined) return null
      const all = partsOf(multipart)
      if (!behavior.pagesParts) return { parts: all, next: null }
      const rest = all.filter(({ partNumber }) => partNumber > after)
      const parts = rest.slice(0, limit)
      return { parts, next: rest.length > limit ? (parts.at(-1)?.partNumber ?? null) : null }
    },
    complete: (request: CompleteRequest): CompleteOutcome => {
      const multipart = find(request)
      if (multipart === undefined) return 'absent'
      if (request.ifNoneMatch && behavior.obeysIfNoneMatch && shelf.newest(request.key) !== null)
        return 'conflict'
      const etags = new Map(partsOf(multipart).map(({ partNumber, etag }) => [partNumber, etag]))
      if (request.parts.some(({ partNumber, etag }) => etags.get(partNumber) !== etag)) return 'changed'
      const bodies = request.parts.map(
        ({ partNumber }) => multipart.parts.get(partNumber) ?? new Uint8Array(),
      )
      const etag = behavior.opaqueMultipartEtag
        ? `opaque-of-${request.multipartUploadId}`
        : multipartEtag(request.parts.map(part => part.etag))
      const { contentType } = multipart
      const algorithms = behavior.verifiesChecksum ? (['CRC64NVME'] as const) : []
      shelf.store(request.key, {
        body: Buffer.concat(bodies),
        contentType,
        algorithms: [...algorithms],
        etag,
      })
      multiparts.delete(request.multipartUploadId)
      return 'completed'
    },
    abort: (ref: MultipartRef): void => {
      if (find(ref) !== undefined) multiparts.delete(ref.multipartUploadId)
    },
    /** S3 may turn the page anywhere. */
    ofKey: (key: string): string[] =>
      [...multiparts]
        .flatMap(([id, multipart]) => (multipart.key === key ? [id] : []))
        .slice(0, behavior.multipartsAPage),
    openPage: ({
      prefix,
      after,
      limit,
    }: {
      prefix: string
      after: MultipartRef | null
      limit: number
    }): MultipartsPage => {
      const rest = [...multiparts]
        .map(([multipartUploadId, { key }]) => ({ key, multipartUploadId }))
        .filter(ref => ref.key.startsWith(prefix) && (after === null || compareRefs(ref, after) > 0))
        .sort(compareRefs)
      const page = rest.slice(0, Math.min(limit, behavior.multipartsAPage))
      return { multiparts: page, next: page.length < rest.length ? (page.at(-1) ?? null) : null }
    },
    open: (): string[] => [...multiparts.values()].map(({ key }) => key),
  }
}

/** By key, and within a key by age: ids count up. */
const compareRefs = (a: MultipartRef, b: MultipartRef) =>
  compareKeys(a.key, b.key) || Number(a.multipartUploadId.slice(2)) - Number(b.multipartUploadId.slice(2))

export const multipartEtag = (etags: readonly string[]) =>
  `${md5Hex(Buffer.from(etags.join(''), 'hex'))}-${etags.length}`

function partsOf({ parts }: Multipart): StoredPart[] {
  return [...parts]
    .map(([partNumber, body]) => ({ partNumber, sizeBytes: body.length, etag: md5Hex(body) }))
    .sort((a, b) => a.partNumber - b.partNumber)
}
