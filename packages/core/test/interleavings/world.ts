import type { Actor, UploadRecord } from '@landfall/core/domain'
import { createUpload, type ServiceDeps } from '@landfall/core/services'
import {
  createRandom,
  createScheduler,
  createTestServices,
  type Random,
  type Scheduler,
  scheduledDeps,
  type TestServices,
} from '@landfall/core/testing'
import { BODY } from '../support/uploads.ts'
import { createWatch, type Watch } from './watch.ts'

/** What the client holds of one attempt. */
export type SignedPut = Parameters<TestServices['store']['put']>[0]

/** One upload in an installation of two api processes and a worker, all of it decided by the seed. */
export interface World {
  random: Random
  test: TestServices
  scheduler: Scheduler
  watch: Watch
  /** What was asked for when the upload was created. */
  file: ReturnType<typeof newFile>
  upload: UploadRecord
  /** `null`: it is sent in parts. */
  signed: SignedPut | null
  /** The services' dependencies as one actor of a process has them. */
  depsOf(process: string, actor: string): ServiceDeps
  actor: Actor
  /** Its client does not come back in the end. */
  isDeserted: boolean
}

/** Seconds: a moment, past a seal's age, past the URL, past `settle_until`, hours. */
const JUMPS = [30, 1000, 3700, 5000, 20_000]

/** No request lives for a day: keys are watched for one longer than anything that can still arrive (`doomed_until`). */
const LONGEST_SECONDS = 80_000

/** Of the bytes that were meant this makes two whole parts and a half one. */
export const PART_BYTES = 10

/** Room for this upload and half another one, so that unsized uploads and rivals meet the limit. */
const TIGHT_LIMIT_BYTES = Math.floor(BODY.length * 1.5)

export async function createWorld(seed: number): Promise<World> {
  const random = createRandom(seed)
  const hasUniqueKey = random.chance(0.3)
  const test = await createTestServices(hasUniqueKey ? { bucket: { uniqueKey: { fields: ['n'] } } } : {})
  // Sometimes every seal is large enough for a task.
  if (random.chance(0.2)) test.deps.settings = { ...test.deps.settings, syncSealBytes: 0 }
  const { place, actor, db } = test
  if (random.chance(0.3))
    await db.quotas.set(place, {
      scope: 'organization',
      id: place.organizationId,
      owner: null,
      limitBytes: TIGHT_LIMIT_BYTES,
    })
  const file = {
    ...newFile(place.bucketId),
    fileSizeBytes: random.chance(0.8) ? BODY.length : null,
    createObject: random.chance(0.8),
    owner: random.chance(0.5) ? 'ada' : null,
    sendsHeaders: random.chance(0.5),
    // The same seeds for both kinds.
    multipart: random.chance(0.35) ? { partSizeBytes: PART_BYTES } : null,
  }
  const created = await createUpload(test.deps, actor, file)
  if (!created.ok) throw new RangeError(created.error.message)
  const { upload, signed } = created.value
  if (signed === null && file.multipart === null) throw new RangeError('a new upload is signed')
  let passed = 0
  const watch = createWatch(test, upload.uploadId)
  const scheduler = createScheduler({
    random,
    faultChance: random.pick([0, 0.03, 0.08, 0.2]),
    killChance: random.pick([0, 0, 0.01, 0.02]),
    clockChance: random.pick([0, 0.01, 0.02]),
    passTime: () => {
      const wanted = random.pick(JUMPS)
      const seconds = passed + wanted > LONGEST_SECONDS ? 0 : wanted
      passed += seconds
      db.clock.advance(seconds)
      return `${seconds} s pass`
    },
    check: watch.check,
  })
  const depsOf = (process: string, name: string) =>
    scheduledDeps(test.deps, scheduler, { process, actor: name })
  const isDeserted = random.chance(0.3)
  return { isDeserted, random, test, scheduler, watch, file, upload, signed, depsOf, actor }
}

const newFile = (bucket: string) => ({
  bucket,
  filename: 'hello.txt',
  contentType: 'text/plain',
  fileSizeBytes: BODY.length as number | null,
  expirationSeconds: 3600,
  metadata: null,
  createObject: true,
  objectMetadata: { n: 1 },
  blobProperty: null,
  blobType: null,
  checksum: null,
  skipDuplicates: true,
  owner: null as string | null,
  sendsHeaders: false,
  multipart: null as { partSizeBytes: number } | null,
})
