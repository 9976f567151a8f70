import type { Result } from '@landfall/core/domain'
import { ERROR_CATALOG, InfrastructureError } from '@landfall/core/domain'
import {
  cancelUpload,
  confirmUpload,
  createUpload,
  deleteDoomedKeys,
  deleteObject,
  listParts,
  renewUpload,
  runTask,
  type ServiceDeps,
  settleSeenUpload,
  settleUpload,
  signParts,
  sweepUploads,
  takeStoreEvent,
} from '@landfall/core/services'
import type { Origin } from '@landfall/core/testing'
import { etagOf } from '../support/parts.ts'
import { BODY, OTHER } from '../support/uploads.ts'
import { PART_BYTES, type SignedPut, type World } from './world.ts'

/** One thing that somebody does to the upload; what it was answered is kept for the judgement at the end. */
export type Act = (deps: ServiceDeps, world: World, answers: Answers) => Promise<void>

export interface Answers {
  confirms: { claimedEtag: string | null; result: Awaited<ReturnType<typeof confirmUpload>> }[]
  cancels: Awaited<ReturnType<typeof cancelUpload>>[]
}

/** As a client does: what says that it may be sent again is, and so is what got no answer. */
async function persist<TValue>(
  tries: number,
  send: () => Promise<Result<TValue>>,
): Promise<Result<TValue> | null> {
  let last: Result<TValue> | null = null
  for (let attempt = 0; attempt < tries; attempt += 1) {
    last = await send().catch((error: unknown) => {
      // Anything else would be a 500.
      if (error instanceof InfrastructureError) return null
      throw error
    })
    if (last && (last.ok || ERROR_CATALOG[last.error.code].retry === 'never')) return last
  }
  return last
}

type Claim = { bytes: string | null; fileSizeBytes: number | null; isAsync: boolean }

const confirmWith =
  (claim: Partial<Claim>): Act =>
  async (deps, { upload, actor, file }, answers) => {
    const { bytes = null, fileSizeBytes = null, isAsync = false } = claim
    const etag = bytes === null ? null : etagOf(bytes, file.multipart?.partSizeBytes ?? null)
    const input = { ...refOf(upload.uploadId), claim: { etag, fileSizeBytes, checksum: null }, isAsync }
    const result = await persist(3, () => confirmUpload(deps, actor, input))
    if (result) answers.confirms.push({ claimedEtag: etag, result })
  }

const refOf = (uploadId: string) => ({ bucket: null, uploadId })

const put =
  (body: string): Act =>
  (deps, { signed, upload, actor }) =>
    sendBytes(deps, { signed, upload, actor }, body)

type Target = Pick<World, 'upload' | 'actor'> & { signed: SignedPut | null }

/** In one PUT, or in parts; whoever says how long a stream is says it with the last of them. */
async function sendBytes(deps: ServiceDeps, { signed, upload, actor }: Target, body: string) {
  if (signed !== null) return send(deps, { signed, body })
  const count = Math.ceil(body.length / PART_BYTES)
  const partNumbers = Array.from({ length: count }, (_, index) => index + 1)
  for (const partNumber of partNumbers) {
    const fileSizeBytes = partNumber === count ? body.length : null
    const input = {
      ...refOf(upload.uploadId),
      partNumbers: [partNumber],
      fileSizeBytes,
      expirationSeconds: null,
    }
    const parts = await persist(2, () => signParts(deps, actor, input))
    const [part] = parts?.ok ? parts.value.parts : []
    const start = (partNumber - 1) * PART_BYTES
    if (part) await send(deps, { signed: part, body: body.slice(start, start + PART_BYTES) })
  }
}

const lookAtParts: Act = async (deps, { upload, actor }) => {
  await persist(2, () => listParts(deps, actor, { ...refOf(upload.uploadId), after: 0, limit: 2 }))
}

/** The client's own request to the store, through the same scheduler. */
async function send(deps: ServiceDeps, { signed, body }: { signed: SignedPut; body: string }) {
  const store = deps.store as ServiceDeps['store'] & World['test']['store']
  await store.put(signed, body).catch(expectInfrastructure)
}

const renewAndPut =
  (fileSizeBytes?: number): Act =>
  async (deps, { upload, actor }) => {
    const checksum = undefined
    const input = { ...refOf(upload.uploadId), fileSizeBytes, checksum, expirationSeconds: undefined }
    const renewed = await persist(2, () => renewUpload(deps, actor, input))
    if (renewed?.ok) await sendBytes(deps, { ...renewed.value, actor }, BODY)
  }

const cancel =
  (keepBytes: boolean): Act =>
  async (deps, { upload, actor }, answers) => {
    const result = await persist(3, () => cancelUpload(deps, actor, { ...refOf(upload.uploadId), keepBytes }))
    if (result) answers.cancels.push(result)
  }

const expire: Act = async (deps, { upload }) => {
  const now = await deps.uploads.findById(upload.uploadId).catch(expectInfrastructure)
  if (now) await settleUpload(deps, now, { kind: 'expire' }).catch(expectInfrastructure)
}

const deleteItsObject: Act = async (deps, { upload, actor }) => {
  const now = await deps.uploads.findById(upload.uploadId).catch(expectInfrastructure)
  const objectId = now?.objectId
  if (objectId) await persist(2, () => deleteObject(deps, actor, { bucket: null, objectId }))
}

/** Another upload of the same bytes (and, where the bucket has unique keys, with the same one), asked for twice at once. */
const rival: Act = async (deps, { actor, file }) => {
  const asked = { ...file, fileSizeBytes: BODY.length, idempotencyKey: 'rival' }
  const created = await persist(3, () => createUpload(deps, actor, asked))
  if (!created?.ok) return
  const { signed, upload } = created.value
  if (signed === null && file.multipart === null) return
  await sendBytes(deps, { signed, upload, actor }, BODY)
  const claim = { etag: null, fileSizeBytes: null, checksum: null }
  const confirm = { ...refOf(upload.uploadId), claim, isAsync: false }
  const confirmed = await persist(3, () => confirmUpload(deps, actor, confirm))
  const objectId = confirmed?.ok ? confirmed.value.upload.objectId : null
  if (objectId) await persist(2, () => deleteObject(deps, actor, { bucket: null, objectId }))
}

/** Two runs, so that what the first has seen the second may settle: each as if enough time had passed. */
const sweepIn =
  (process: string): Act =>
  async (deps, world) => {
    for (let run = 0; run < 2; run += 1) {
      await idle(world, { process, actor: 'sweep' })
      makeDue(world)
      await sweepUploads(deps).catch(expectInfrastructure)
    }
  }

function makeDue({ test, random }: World): void {
  const now = test.db.clock.now()
  for (const row of test.db.tables.uploads.values()) {
    row.nextCheckAt = now
    if (row.bytesSeenAt !== null && random.chance(0.7)) row.bytesSeenAt = new Date(now.getTime() - 3_600_000)
    if (random.chance(0.1)) row.settleUntil = now
  }
}

const work: Act = async (deps, world) => {
  const { test, random } = world
  for (let round = 0; round < 4; round += 1) {
    await idle(world, { process: 'worker', actor: 'work' })
    for (const taskId of test.db.tables.queue) await runTask(deps, taskId).catch(expectInfrastructure)
    if (random.chance(0.5)) await settleTold(deps, world)
    if (random.chance(0.5)) await deleteDoomedKeys(deps).catch(expectInfrastructure)
    await deps.tasks.requeueExpired().catch(expectInfrastructure)
  }
}

/** The store tells of the newest key: twice, or before anybody can see the create, or of one that is done with. */
const tell: Act = async (deps, { upload, random }) => {
  const now = await deps.uploads.findById(upload.uploadId).catch(expectInfrastructure)
  const key = random.chance(0.8) ? (now?.lastKey ?? upload.lastKey) : upload.lastKey
  if (random.chance(0.2)) await takeStoreEvent(blindTo(deps), key).catch(expectInfrastructure)
  for (let times = random.pick([1, 1, 2]); times > 0; times -= 1)
    await takeStoreEvent(deps, key).catch(expectInfrastructure)
}

/** As before the commit of the create. */
const blindTo = (deps: ServiceDeps): ServiceDeps => ({
  ...deps,
  storeEvents: { ...deps.storeEvents, findKey: async () => null },
})

/** What events queued, as if its time had come; a job is gone once it ran through. */
async function settleTold(deps: ServiceDeps, { test }: World): Promise<void> {
  for (const [id, job] of test.db.tables.settleJobs) {
    const isDone = await settleSeenUpload(deps, job).then(() => true, expectInfrastructure)
    if (isDone) test.db.tables.settleJobs.delete(id)
  }
}

function expectInfrastructure(error: unknown): null {
  if (error instanceof InfrastructureError) return null
  throw error
}

const plain = confirmWith({})

/** Always these, since they are what it is about. */
const CORE: [string, Act][] = [
  ['put', put(BODY)],
  ['confirm', plain],
  ['confirm again', plain],
  ['work', work],
]

/** Or these: the client finds something else than it sent and goes away, and event and sweep come by. */
const DESERTED: [string, Act][] = [
  ['put', put(BODY)],
  ['confirm another etag', confirmWith({ bytes: OTHER })],
  ['store event', tell],
  ['sweep', sweepIn('worker')],
  ['work', work],
]

/** And some of these. */
const OTHERS: [string, Act][] = [
  ['confirm its etag', confirmWith({ bytes: BODY })],
  ['confirm another etag', confirmWith({ bytes: OTHER })],
  ['confirm another size', confirmWith({ fileSizeBytes: BODY.length + 1 })],
  ['confirm in the background', confirmWith({ isAsync: true })],
  ['put other bytes', put(OTHER)],
  ['put again', put(BODY)],
  ['look at parts', lookAtParts],
  ['put a longer one', put(`${BODY}${OTHER}`)],
  ['renew and put', renewAndPut()],
  ['renew with another size', renewAndPut(BODY.length + 10)],
  ['cancel', cancel(false)],
  ['cancel again', cancel(false)],
  ['cancel and keep', cancel(true)],
  ['expire', expire],
  ['delete its object', deleteItsObject],
  ['delete its object again', deleteItsObject],
  ['rival', rival],
  ['rival again', rival],
  ['sweep', sweepIn('worker')],
  ['sweep', sweepIn('worker')],
  ['sweep too', sweepIn('worker-2')],
  ['work too', work],
  ['store event', tell],
  ['store event', tell],
  ['store event too', tell],
]

/** Chance alone seldom brings them together: one shares the other's bytes while those are let go of. */
const TWINS: [string, Act][] = [
  ['rival', rival],
  ['delete its object', deleteItsObject],
]

function processOf(name: string, random: World['random']): string {
  if (name.startsWith('put')) return 'client'
  if (name === 'sweep too') return 'worker-2'
  return name.startsWith('work') || name === 'sweep' ? 'worker' : random.pick(['api-1', 'api-2'])
}

export function startActors(world: World): Answers {
  const { random, scheduler, depsOf } = world
  const answers: Answers = { confirms: [], cancels: [] }
  const count = 1 + Math.floor(random.next() * 5)
  const others = Array.from({ length: count }, () => random.pick(OTHERS))
  for (const [name, act] of [
    ...(world.isDeserted ? DESERTED : CORE),
    ...others,
    ...(random.chance(0.25) ? TWINS : []),
  ]) {
    const process = processOf(name, random)
    const origin = { process, actor: name }
    const begin = async () => {
      if (name !== 'put') await idle(world, origin)
      await act(depsOf(process, name), world, answers)
    }
    scheduler.start(origin, begin)
  }
  return answers
}

/** Not everybody begins at once: what comes late meets what is done already. */
async function idle({ random, scheduler }: World, origin: Origin): Promise<void> {
  for (let rest = Math.floor(random.next() * 10); rest > 0; rest -= 1)
    await scheduler.park(origin, { method: 'waits', work: async () => undefined })
}
