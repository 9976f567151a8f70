import { CreateBucketCommand, type S3Client } from '@aws-sdk/client-s3'
import fc from 'fast-check'
import { expect } from 'vitest'
import { type S3Store, startS3Store } from '../../../../src/s3/index.ts'
import { CREDENTIALS, newClient, newFolder } from '../test-store.ts'
import { setVersioning } from '../versions.ts'
import { BucketModel } from './bucket-model.ts'
import { modelList, modelVersions } from './list-model.ts'
import { type Operation, operationSequences } from './operations.ts'
import * as real from './real-bucket.ts'
import { list, listVersions } from './real-lists.ts'

/** One store for all sequences, a bucket for each; it may be stopped and started in between. */
class World {
  readonly dir: string
  #store: S3Store | undefined
  #client: S3Client | undefined

  constructor(dir: string) {
    this.dir = dir
  }

  get client(): S3Client {
    if (!this.#client) throw new Error('the store is not running')
    return this.#client
  }

  async restart(): Promise<void> {
    await this.stop()
    this.#store = await startS3Store({ dir: this.dir, ...CREDENTIALS })
    // A part with a checksum that its upload did not announce is refused, and the SDK would send one.
    this.#client = newClient(this.#store.endpoint, { requestChecksumCalculation: 'WHEN_REQUIRED' })
  }

  async stop(): Promise<void> {
    this.#client?.destroy()
    await this.#store?.close()
  }
}

type Run = { world: World; model: BucketModel; bucket: string }

/** What the real bucket answered, and what the model answers to the same. */
type Compared = { answer: object; expected: object }

/** The id of a version that this answer says was made. */
function madeId(answer: object): string | undefined {
  return 'versionId' in answer ? (answer.versionId as string | undefined) : undefined
}

const steps: {
  [K in Operation['kind']]: (run: Run, operation: Extract<Operation, { kind: K }>) => Promise<Compared>
} = {
  async put(run, operation) {
    const answer = await real.put(
      placeOf(run),
      operation,
      run.model.etagOf(operation.key, operation.condition),
    )
    return { answer, expected: run.model.put(operation, madeId(answer)) }
  },
  async multipart(run, operation) {
    const answer = await real.multipart(placeOf(run), operation)
    return { answer, expected: run.model.multipart(operation, madeId(answer)) }
  },
  async get(run, operation) {
    const versionId = run.model.idOf(operation.key, operation.pick)
    const etag = run.model.etagOf(operation.key, operation.etag)
    const answer = await real.get(placeOf(run), operation, { versionId, etag })
    return { answer, expected: run.model.get(operation, versionId) }
  },
  async head(run, operation) {
    const versionId = run.model.idOf(operation.key, operation.pick)
    const answer = await real.head(placeOf(run), operation.key, versionId)
    return { answer, expected: run.model.head(operation, versionId) }
  },
  async copy(run, operation) {
    const versionId = run.model.idOf(operation.from, operation.pick)
    const etag = run.model.etagOf(operation.from, operation.source)
    const answer = await real.copy(placeOf(run), operation, { versionId, etag })
    return { answer, expected: run.model.copy(operation, versionId, madeId(answer)) }
  },
  async delete(run, operation) {
    const ifMatch = run.model.etagOf(operation.key, operation.condition)
    const answer = await real.remove(placeOf(run), operation.key, { ifMatch })
    return { answer, expected: run.model.delete(operation, madeId(answer)) }
  },
  async deleteVersion(run, operation) {
    const versionId = run.model.idOf(operation.key, operation.pick) ?? ''
    const answer = await real.remove(placeOf(run), operation.key, { versionId })
    return { answer, expected: run.model.deleteVersion(operation, versionId) }
  },
  async deleteMany(run, operation) {
    const targets = operation.targets.map(({ key, pick }) => ({ key, versionId: run.model.idOf(key, pick) }))
    const answer = await real.removeMany(placeOf(run), targets)
    const madeIds = answer.deleted.map(item => item.markerId)
    return { answer, expected: run.model.deleteMany(targets, madeIds) }
  },
  async list(run, operation) {
    return { answer: await list(placeOf(run), operation), expected: modelList(run.model, operation) }
  },
  async listVersions(run, operation) {
    const answer = await listVersions(placeOf(run), operation)
    return { answer, expected: modelVersions(run.model, operation) }
  },
  async versioning(run, { status }) {
    await setVersioning(run.world, status, run.bucket)
    run.model.versioning = status
    return { answer: {}, expected: {} }
  },
  async restart(run) {
    await run.world.restart()
    return { answer: {}, expected: {} }
  },
}

const placeOf = ({ world, bucket }: Run) => ({ client: world.client, bucket })

async function compare(run: Run, operation: Operation): Promise<void> {
  const step = steps[operation.kind] as (run: Run, operation: Operation) => Promise<Compared>
  const { answer, expected } = await step(run, operation)
  expect({ operation, ...answer }).toEqual({ operation, ...expected })
}

/** Nothing that the sequence itself did not ask about may differ either. */
async function compareAll(run: Run): Promise<void> {
  await compare(run, { kind: 'listVersions', prefix: '', delimiter: '', pageSize: 1000 })
  await compare(run, { kind: 'list', prefix: '', delimiter: '', pageSize: 1000, startAfter: '' })
  for (const [key, versions] of run.model.keys) {
    for (const pick of versions.keys()) {
      await compare(run, { kind: 'get', key, pick, range: undefined, condition: 'none', etag: 'other' })
      await compare(run, { kind: 'head', key, pick })
    }
  }
}

/**
 * Runs random sequences on a store and the model side by side; on a difference fast-check prints the seed and the
 * shortest sequence that it has found within `limitMs`.
 */
export async function runSequences(opts: {
  runs: number
  maxLength: number
  limitMs: number
}): Promise<number> {
  await using folder = await newFolder()
  const world = new World(folder.dir)
  await world.restart()
  let sequences = 0
  let operationsDone = 0
  const property = fc.asyncProperty(operationSequences(opts.maxLength), async operations => {
    sequences += 1
    const run = { world, model: new BucketModel(), bucket: `bucket-${sequences}` }
    await world.client.send(new CreateBucketCommand({ Bucket: run.bucket }))
    for (const operation of operations) await compare(run, operation)
    await compareAll(run)
    operationsDone += operations.length
  })
  try {
    await fc.assert(property, { numRuns: opts.runs, interruptAfterTimeLimit: opts.limitMs })
  } finally {
    await world.stop()
  }
  return operationsDone
}
