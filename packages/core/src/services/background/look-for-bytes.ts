import { compareKeys } from '../../domain/key-order.ts'
import { judgeParts } from '../../domain/multipart.ts'
import type { UploadRecord } from '../../domain/upload.ts'
import type { ServiceDeps } from '../deps.ts'
import { readAllParts } from '../parts/read-parts.ts'
import { inParallel } from './in-parallel.ts'

/**
 * Whether bytes lie under the newest keys of many open uploads: one HEAD each, or a listing where it answers for many at
 * once. A listing is only a hint, like every look of the sweep: whoever settles or expires looks with HEAD again.
 */
export interface SeenBytes {
  /** Empty where the parts of an upload do not tell the one that they will have together. */
  etag: string
  sizeBytes: number
}

/** Told of every upload once; `null`: nothing is there. One whose look failed is told with the error. */
export interface Looks {
  seen(upload: UploadRecord, bytes: SeenBytes | null): Promise<void>
  failed(upload: UploadRecord, error: unknown): void
}

const LANES = 8
/** A page of 1,000 keys is one request; it pays where it answers for so many. */
const WORTH_A_PAGE = 10
const PAGE = 1000

export async function lookForBytes(
  deps: ServiceDeps,
  uploads: readonly UploadRecord[],
  looks: Looks,
): Promise<void> {
  // Parts are in no listing of keys.
  const [inOnePut, rest] = [uploads.filter(isInOnePut), uploads.filter(upload => !isInOnePut(upload))]
  for (const group of byTenant(inOnePut)) rest.push(...(await listWhereDense(deps, group, looks)))
  await tellEach(rest, looks, upload => lookForBytesOf(deps, upload))
}

/** One that fails holds up none of the others. */
function tellEach(
  uploads: readonly UploadRecord[],
  looks: Looks,
  look: (upload: UploadRecord) => Promise<SeenBytes | null> | SeenBytes | null,
): Promise<void> {
  return inParallel(uploads, LANES, async upload => {
    try {
      await looks.seen(upload, await look(upload))
    } catch (error) {
      looks.failed(upload, error)
    }
  })
}

const isInOnePut = ({ multipart }: UploadRecord) => multipart === null

/** Parts count where the store lists all that the declared size needs; without a size only the client knows the last one. */
export async function lookForBytesOf(deps: ServiceDeps, upload: UploadRecord): Promise<SeenBytes | null> {
  const { putKey, multipart, fileSizeBytes } = upload
  if (putKey === null) return null
  const there = await deps.store.head(putKey.key)
  if (there !== null || !multipart?.multipartUploadId || fileSizeBytes === null) return there
  const { multipartUploadId, partSizeBytes } = multipart
  const parts = await readAllParts(deps, { key: putKey.key, multipartUploadId })
  const verdict = parts && judgeParts(parts, { partSizeBytes, fileSizeBytes })
  if (verdict?.kind !== 'whole') return null
  const etag = deps.store.multipartEtag((parts ?? []).map(part => part.etag))
  return { etag: etag ?? '', sizeBytes: verdict.sizeBytes }
}

/** Put keys of a tenant lie beside each other; those of different tenants may lie a whole bucket apart. */
function byTenant(uploads: readonly UploadRecord[]): UploadRecord[][] {
  const groups = Map.groupBy(uploads, ({ namespaceId }) => namespaceId)
  return [...groups.values()].map(group => group.sort((a, b) => compareKeys(a.lastKey, b.lastKey)))
}

/** Answers for as many as pages are worth it, and gives back the others. */
async function listWhereDense(
  deps: ServiceDeps,
  sorted: UploadRecord[],
  looks: Looks,
): Promise<UploadRecord[]> {
  let left = sorted
  while (left.length >= WORTH_A_PAGE) {
    const page = await listFrom(deps, left).catch((error: unknown) => {
      deps.log.warn({ err: error }, 'could not list keys; looking at each')
      return null
    })
    if (page === null) return left
    const isCovered = ({ lastKey }: UploadRecord) => page.end === null || compareKeys(lastKey, page.end) <= 0
    const covered = left.filter(isCovered)
    await tellEach(covered, looks, ({ lastKey }) => page.found.get(lastKey) ?? null)
    left = left.slice(covered.length)
    if (covered.length < WORTH_A_PAGE) return left
  }
  return left
}

/** `end`: the last key that the page says anything about; `null`: it says all there is to say. */
async function listFrom(deps: ServiceDeps, sorted: UploadRecord[]) {
  const [first, last] = [sorted[0]?.lastKey ?? '', sorted.at(-1)?.lastKey ?? '']
  const prefix = commonFolder(first, last)
  // Just before the first: every key that sorts after its own text without the last character, and up to it, is listed.
  const page = await deps.store.list({ prefix, after: first.slice(0, -1), limit: PAGE })
  const found = new Map<string, SeenBytes>()
  for (const { key, etag, sizeBytes } of page.keys) if (etag !== null) found.set(key, { etag, sizeBytes })
  return { found, end: page.isLast ? null : (page.keys.at(-1)?.key ?? null) }
}

function commonFolder(a: string, b: string): string {
  let length = 0
  while (length < a.length && a[length] === b[length]) length += 1
  return a.slice(0, a.lastIndexOf('/', length - 1) + 1)
}
