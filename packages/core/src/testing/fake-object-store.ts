import { compareKeys } from '../domain/key-order.ts'
import type { CopyRequest, ListedKey, ListedPage, ObjectStore, SignedPut } from '../ports/object-store.ts'
import type { Clock } from '../ports/runtime.ts'
import { createTestClock } from './clock.ts'
import type { FaultSwitches } from './fault-switches.ts'
import { createFakeMultiparts, multipartEtag } from './store/fake-multiparts.ts'
import { createShelf, type Shelf, type StoredVersion } from './store/fake-shelf.ts'
import { createPresigned, type GetAnswer, type PutAnswer } from './store/presigned.ts'
import { createStoreFaults, LIKE_S3, type StoreBehavior, type StoreMethod } from './store/store-behavior.ts'

/** An S3 in memory: the port, and the store's own side of a presigned URL. */
export interface FakeObjectStore extends ObjectStore {
  /** Change it to make the store another one, or a broken one. */
  behavior: StoreBehavior
  faults: FaultSwitches<StoreMethod>
  /** What a client's PUT to a presigned URL gets; `headers` default to the ones that have to be sent. */
  put(signed: SignedPut, body: Uint8Array | string, headers?: Record<string, string>): Promise<PutAnswer>
  get(url: string): Promise<GetAnswer>
  /** Writes without asking anybody, as somebody with the bucket's credentials could. */
  write(key: string, body: Uint8Array | string): void
  /** Text of what lies at the key, `null` where nothing does. */
  read(key: string): string | null
  keys(): string[]
  versions(): number
  /** Keys of the multiparts that are neither completed nor aborted. */
  openMultiparts(): string[]
}

export function createFakeObjectStore(
  options: { clock?: Clock; behavior?: Partial<StoreBehavior> } = {},
): FakeObjectStore {
  const behavior: StoreBehavior = { ...LIKE_S3, ...options.behavior }
  const clock = options.clock ?? createTestClock()
  const shelf = createShelf(() => behavior.versioned, clock)
  const multiparts = createFakeMultiparts(shelf, behavior)
  const presigned = createPresigned({ shelf, behavior, clock, putPart: multiparts.putPart })
  const { faults, run } = createStoreFaults(behavior)
  return {
    behavior,
    faults,
    presignPut: async request => presigned.signPut(request),
    presignGet: async request => presigned.signGet(request),
    head: (key, versionId = null) => run('head', () => observe(shelf.version(key, versionId))),
    copy: request => run('copy', () => copy(shelf, behavior, request)),
    delete: (key, { versionId = null, ifEtag = null } = {}) =>
      run('delete', () => {
        const version = shelf.version(key, versionId)
        const isOther = ifEtag !== null && version !== null && version.etag !== ifEtag
        if (isOther && behavior.conditionalDelete) return 'changed'
        if (version !== null) shelf.remove(key, versionId)
        return 'deleted'
      }),
    list: request => run('list', () => listPage(shelf, request)),
    readText: key => run('readText', () => textOf(shelf.newest(key))),
    writeText: (key, text) =>
      run('writeText', () => {
        const before = shelf.newest(key)?.versionId ?? null
        if (before !== null) shelf.remove(key, before)
        shelf.store(key, { body: bytesOf(text), contentType: 'application/json', algorithms: [] })
      }),
    createMultipart: request => run('createMultipart', () => multiparts.create(request)),
    presignPart: async request => presigned.signPart(request),
    listParts: (ref, page) => run('listParts', () => multiparts.list(ref, page)),
    completeMultipart: request => run('completeMultipart', () => multiparts.complete(request)),
    abortMultipart: ref => run('abortMultipart', () => multiparts.abort(ref)),
    multipartEtag: multipartEtag,
    listMultiparts: key => run('listMultiparts', () => multiparts.ofKey(key)),
    listOpenMultiparts: request => run('listMultiparts', () => multiparts.openPage(request)),
    openMultiparts: multiparts.open,
    putBytes: (key, bytes, contentType) =>
      run('putBytes', () => shelf.store(key, { body: bytes, contentType, algorithms: [] })),
    checkAccess: () => run('checkAccess', () => undefined),
    put: (signed, body, headers = signed.headers) =>
      run('put', () => presigned.put(signed.url, bytesOf(body), headers)),
    get: url => run('get', () => presigned.get(url)),
    write: (key, body) => {
      shelf.store(key, { body: bytesOf(body), contentType: null, algorithms: [] })
    },
    read: key => textOf(shelf.newest(key)),
    keys: shelf.keys,
    versions: shelf.versions,
  }
}

function observe(version: StoredVersion | null) {
  if (version?.body == null) return null
  const { etag, contentType, versionId, checksums } = version
  return { etag, sizeBytes: version.body.length, contentType, versionId, checksums: { ...checksums } }
}

function copy(shelf: Shelf, behavior: StoreBehavior, request: CopyRequest) {
  const source = shelf.version(request.sourceKey, request.sourceVersionId)
  if (source?.body == null) return 'absent'
  if (behavior.conditionalCopy && source.etag !== request.ifSourceEtag) return 'changed'
  const isComputed = request.checksumAlgorithm !== 'SHA256' || behavior.copyComputesSha256
  const algorithms = request.checksumAlgorithm !== null && isComputed ? [request.checksumAlgorithm] : []
  shelf.store(request.targetKey, { body: source.body, contentType: request.contentType, algorithms })
  return 'copied'
}

function listPage(shelf: Shelf, { prefix, after, limit }: Parameters<ObjectStore['list']>[0]): ListedPage {
  const keys = shelf.keys().filter(key => key.startsWith(prefix) && compareKeys(key, after) > 0)
  const page = keys.sort(compareKeys).slice(0, limit)
  return { keys: page.flatMap(key => listed(key, shelf.newest(key))), isLast: page.length === keys.length }
}

function listed(key: string, version: StoredVersion | null): ListedKey[] {
  if (version?.body == null) return []
  const { etag, storedAt, body } = version
  return [{ key, sizeBytes: body.length, etag, lastModifiedAt: storedAt }]
}

const textOf = (version: StoredVersion | null) =>
  version?.body == null ? null : new TextDecoder().decode(version.body)

const bytesOf = (body: Uint8Array | string) =>
  typeof body === 'string' ? new TextEncoder().encode(body) : body
