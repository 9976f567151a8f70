/**
 * Many creates at once (CONTRACT 0.12): all are looked at first, and one that is refused refuses the whole, naming its
 * index; then all are reserved in one transaction, in the order of the request. Equal items with one `file_hash` are one
 * upload, answered in each of their places.
 */
import type { Actor } from '../../domain/actor.ts'
import type { BucketRecord } from '../../domain/bucket.ts'
import { canonicalJson } from '../../domain/canonical-json.ts'
import { fileHashOfChecksum } from '../../domain/checksum.ts'
import type { DomainError } from '../../domain/errors.ts'
import { notFound, type Result, refuse, succeed } from '../../domain/result.ts'
import type { UploadRecord } from '../../domain/upload.ts'
import type { BatchEntry, IdempotencyRef } from '../../ports/upload-ledger.ts'
import type { ServiceDeps } from '../deps.ts'
import { refuseByState } from './check-new-bytes.ts'
import { explainRefusal, findOriginalFor, signReserved } from './create-upload.ts'
import type { CreatedUpload, CreateUpload } from './creation.ts'
import { planUpload } from './plan-upload.ts'
import { type PreparedCreation, prepareCreation } from './prepare-creation.ts'
import { idempotencyOf, replayCreate } from './replay-create.ts'

export interface CreateUploads {
  bucket: string
  items: Omit<CreateUpload, 'bucket'>[]
  idempotencyKey: string | null
}

type RefOf = (group: number) => IdempotencyRef | null

export async function createUploads(
  deps: ServiceDeps,
  actor: Actor,
  { bucket: ref, items, idempotencyKey }: CreateUploads,
): Promise<Result<CreatedUpload[]>> {
  const bucket = await deps.buckets.find(actor, ref)
  if (!bucket) return notFound('bucket', ref)
  const groups = groupEqual(items)
  const refOf = idempotencyRefs(deps, actor, { bucket, items, idempotencyKey })
  const replayed = await replay(deps, actor, { groups, refOf })
  if (replayed) return inPlaces(items, groups, replayed)
  const created = await createNew(deps, actor, { bucket, groups, refOf })
  if (created.ok) return inPlaces(items, groups, created)
  return inPlaces(items, groups, (await replay(deps, actor, { groups, refOf })) ?? created)
}

/** Items that are one upload, and the places that they stand in. */
interface Group {
  item: Omit<CreateUpload, 'bucket'>
  places: number[]
}

function groupEqual(items: CreateUploads['items']): Group[] {
  const groups = new Map<string, Group>()
  for (const [index, item] of items.entries()) {
    const key = fileHashOfChecksum(item.checksum) === null ? `#${index}` : canonicalJson(item)
    const group = groups.get(key) ?? { item, places: [] }
    group.places.push(index)
    groups.set(key, group)
  }
  return [...groups.values()]
}

function inPlaces(
  items: CreateUploads['items'],
  groups: Group[],
  result: Result<CreatedUpload[]>,
): Result<CreatedUpload[]> {
  if (!result.ok) return result
  const places = items.map((_, index) => groups.findIndex(group => group.places.includes(index)))
  return succeed(places.flatMap(group => result.value[group] ?? []))
}

/** Each upload of the batch is remembered by itself, under the batch's key and its place. */
function idempotencyRefs(
  deps: ServiceDeps,
  actor: Actor,
  {
    bucket,
    items,
    idempotencyKey,
  }: { bucket: BucketRecord } & Pick<CreateUploads, 'items' | 'idempotencyKey'>,
): RefOf {
  if (idempotencyKey === null) return () => null
  const operation = 'uploads.create_batch'
  const request = { bucket: bucket.bucketId, items }
  const whole = idempotencyOf(deps, actor, { key: idempotencyKey, operation, request })
  return group => ({ ...whole, key: `${idempotencyKey}#${group}` })
}

/** `null`: this batch is not remembered. */
async function replay(
  deps: ServiceDeps,
  actor: Actor,
  { groups, refOf }: { groups: Group[]; refOf: RefOf },
): Promise<Result<CreatedUpload[]> | null> {
  const created: CreatedUpload[] = []
  for (const group of groups.keys()) {
    const ref = refOf(group)
    const one = ref && (await replayCreate(deps, actor, ref))
    if (one === null) return null
    if (!one.ok) return one
    created.push(one.value)
  }
  return succeed(created)
}

interface Batch {
  bucket: BucketRecord
  groups: Group[]
  refOf: RefOf
}

async function createNew(deps: ServiceDeps, actor: Actor, batch: Batch): Promise<Result<CreatedUpload[]>> {
  const { bucket, groups } = batch
  const closed = refuseByState(bucket)
  if (closed) return refuse(closed)
  const prepared: PreparedCreation[] = []
  for (const { item, places } of groups) {
    const one = await prepareCreation(deps, bucket, { ...item, bucket: bucket.bucketId })
    if (!one.ok) return refuse(atIndex(one.error, places[0] ?? 0))
    prepared.push(one.value)
  }
  return reserveAll(deps, actor, { ...batch, prepared })
}

async function reserveAll(
  deps: ServiceDeps,
  actor: Actor,
  { bucket, groups, refOf, prepared }: Batch & { prepared: PreparedCreation[] },
): Promise<Result<CreatedUpload[]>> {
  const originals: (UploadRecord | null)[] = []
  const entries: BatchEntry[] = []
  for (const [group, { input, uniqueKey }] of prepared.entries()) {
    const idempotency = refOf(group)
    const original = uniqueKey === null ? await findOriginalFor(deps, actor, { bucket, input }) : null
    originals.push(original)
    entries.push(
      original
        ? { kind: 'duplicate', uploadId: original.uploadId, idempotency }
        : { kind: 'new', upload: await planUpload(deps, actor, { bucket, input, uniqueKey, idempotency }) },
    )
  }
  const { organizationId, namespaceId } = actor
  const reserved = await deps.uploads.reserveBatch({ organizationId, namespaceId }, entries)
  if (reserved.outcome === 'refused') {
    const { error } = await explainRefusal(deps, actor, { bucket, refusal: reserved.refusal })
    return refuse(atIndex(error, groups[reserved.index]?.places[0] ?? 0))
  }
  return succeed(
    await Promise.all(
      reserved.uploads.flatMap((upload, group): Promise<CreatedUpload>[] => {
        const original = originals[group]
        if (original) return [Promise.resolve({ upload: original, signed: null, isDuplicate: true })]
        return upload ? [signReserved(deps, upload)] : []
      }),
    ),
  )
}

const atIndex = (error: DomainError, index: number): DomainError => ({
  ...error,
  message: `uploads[${index}]: ${error.message}`,
  details: { ...error.details, index },
  ...(error.issues && {
    issues: error.issues.map(issue => ({ ...issue, path: ['uploads', index, ...issue.path] })),
  }),
})
