/** Uploads, objects, buckets and tasks with random contents, and the agreement of each list on them. */
import {
  BUCKET_CATALOG,
  bucketValues,
  OBJECT_CATALOG,
  objectValues,
  TASK_CATALOG,
  taskValues,
  UPLOAD_CATALOG,
  uploadValues,
} from '@landfall/core/domain'
import {
  newCompletion,
  type Place,
  seedBucket,
  seedPlace,
  seedUpload,
  tenantOf,
  testIds,
} from '@landfall/core/testing'
import fc from 'fast-check'
import type { Database } from '../../src/index.ts'
import { portsOf } from './contract-harness.ts'
import { type AgreementOptions, expectAgreement } from './filter-agreement.ts'
import { metadata, texts } from './filter-arbitraries.ts'

const uploads = fc.record({
  filename: texts.map(text => `${text}.txt`),
  owner: fc.option(texts.filter(text => text !== '')),
  fileSizeBytes: fc.option(fc.constantFrom(0, 1, 9, 10, 5_000_000_000)),
  createObject: fc.boolean(),
  metadata,
  objectMetadata: metadata,
  checksum: fc.constantFrom(null, { algorithm: 'SHA256' as const, value: `${'A'.repeat(43)}=` }),
})
const endings = fc.constantFrom('open', 'completed', 'canceled', 'confirming')

/** A tenant full of rows, beside another one that nothing may be seen of. */
export async function seedRows(
  db: Database,
  { seed, count }: { seed: number; count: number },
): Promise<Place> {
  const ports = portsOf(db)
  const place = await seedPlace(ports)
  const places = [place, await seedPlace(ports)]
  for (const description of ['', "it's", null])
    await seedBucket(ports, { ...tenantOf(place), description, metadata: { a: description, b: [1, 'a'] } })
  const samples = fc.sample(fc.tuple(uploads, endings), { numRuns: count, seed })
  for (const [index, [fields, ending]] of samples.entries()) {
    const upload = await seedUpload(ports, { ...(places[Number(index % 10 === 0)] ?? place), ...fields })
    const { uploadId, attempt } = upload
    if (ending === 'completed') await ports.uploads.finish(newCompletion(upload))
    if (ending === 'canceled') await ports.uploads.finish({ kind: 'canceled', uploadId, keepBytes: false })
    if (ending !== 'confirming') continue
    const claim = { etag: null, fileSizeBytes: null, checksum: null }
    const task = await ports.tasks.startConfirm({ taskId: testIds.next('task'), uploadId, attempt, claim })
    const result = { status: 'FAILED' as const, outputs: [{ a: index % 3 }], error: `it's ${index % 3}` }
    if (task !== null && index % 2 === 0) await ports.tasks.finish(task.taskId, result)
  }
  return place
}

type Agreement = Omit<AgreementOptions, 'numRuns' | 'seed'>

export async function agreements(db: Database, place: Place): Promise<Record<string, Agreement>> {
  const ports = portsOf(db)
  const all = { bucketId: null, limit: 1000 }
  const uploadRows = (await ports.uploads.list(place, all)).uploads.map(uploadValues)
  const objectRows = (await ports.objects.list(place, all)).objects.map(objectValues)
  const bucketRows = (await ports.buckets.list(place, { limit: 1000, offset: 0 })).buckets.map(bucketValues)
  const taskRows = (await ports.tasks.list(place, all)).tasks.map(taskValues)
  return {
    uploads: {
      catalog: UPLOAD_CATALOG,
      rows: uploadRows,
      idOf: row => String(row.upload_id),
      list: async query => {
        const page = await ports.uploads.list(place, { bucketId: null, ...query })
        return { ids: page.uploads.map(({ uploadId }) => uploadId), nextCursor: page.nextCursor }
      },
    },
    objects: {
      catalog: OBJECT_CATALOG,
      rows: objectRows,
      idOf: row => String(row.object_id),
      list: async query => {
        const page = await ports.objects.list(place, { bucketId: null, ...query })
        return { ids: page.objects.map(({ objectId }) => objectId), nextCursor: page.nextCursor }
      },
    },
    buckets: {
      catalog: BUCKET_CATALOG,
      rows: bucketRows,
      idOf: row => String(row.bucket_id),
      list: async query => {
        const page = await ports.buckets.list(place, { offset: 0, ...query })
        return { ids: page.buckets.map(({ bucketId }) => bucketId), nextCursor: page.nextCursor }
      },
    },
    tasks: {
      catalog: TASK_CATALOG,
      rows: taskRows,
      idOf: row => String(row.task_id),
      list: async query => {
        const page = await ports.tasks.list(place, query)
        return { ids: page.tasks.map(({ taskId }) => taskId), nextCursor: page.nextCursor }
      },
    },
  }
}

export async function checkAgreement(
  { db, place, ...runs }: { db: Database; place: Place; numRuns: number; seed: number },
  name: string,
): Promise<void> {
  const agreement = (await agreements(db, place))[name]
  if (agreement === undefined) throw new RangeError(name)
  await expectAgreement({ ...agreement, ...runs })
}
