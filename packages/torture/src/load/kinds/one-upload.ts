import { setTimeout as sleep } from 'node:timers/promises'
import { smallFile } from '../files.ts'
import type { Kind, LoadDeps } from '../load-deps.ts'
import { PLAIN_BUCKETS } from '../make-buckets.ts'
import { UploadClient, type UploadPlan } from '../upload-client.ts'

/** How clients behave, and misbehave. Each carries one upload; what it leaves undone is the product's to settle. */
type Behaviour = (client: UploadClient, deps: LoadDeps) => Promise<void>

const BEHAVIOURS = {
  confirms: async (client, { random }) => {
    await client.send()
    await client.confirm(random.pick(['none', 'right']))
  },
  'never confirms': async client => {
    await client.send()
  },
  'confirms before it sends': async client => {
    await client.confirm('none')
    await client.send()
  },
  'confirms wrongly': async (client, { random }) => {
    await client.send()
    await client.confirm('wrong')
    if (random.chance(0.5)) await client.confirm('right')
  },
  'sends late': async (client, { random }) => {
    await sleep(random.between(3_000, 12_000))
    await client.send()
    if (random.chance(0.5)) await client.confirm('right')
  },
  'never sends': async () => undefined,
  'asks for a task': async (client, { random }) => {
    await client.send()
    await client.confirm(random.pick(['none', 'right', 'wrong']), { isAsync: true })
    await client.wait()
  },
  waits: async client => {
    await client.send()
    await client.wait()
  },
  renews: async (client, deps) => {
    if (deps.random.chance(0.7)) await client.send()
    if (!(await client.renew(smallFile(deps.random)))) return
    await client.send()
    if (deps.random.chance(0.6)) await client.confirm('right')
  },
  'sends twice': async (client, deps) => {
    await client.send()
    // Of the same length, since that may be signed.
    const others = deps.random.bytes(client.plan.file.length)
    const first = client.confirm('none')
    await client.send(others)
    await first
    await client.confirm(deps.random.pick(['none', 'right']))
  },
  cancels: async (client, { random }) => {
    if (random.chance(0.7)) await client.send()
    const isRace = random.chance(0.3)
    const confirmed = isRace ? client.confirm('none') : null
    // Parts that were not put together are no object that anybody could keep.
    await client.cancel(!client.plan.inParts && random.chance(0.3))
    await confirmed
    if (random.chance(0.3)) await client.send()
  },
  deletes: async client => {
    await client.send()
    const { status, body } = await client.confirm('right')
    if (status === 200 && body.object_id) await client.deleteObject(body.object_id)
  },
  'many confirms': async (client, { random }) => {
    await client.send()
    await Promise.all([1, 2, 3].map(() => client.confirm(random.pick(['none', 'right', 'wrong']))))
  },
} as const satisfies Record<string, Behaviour>

const WEIGHTS: Record<keyof typeof BEHAVIOURS, number> = {
  confirms: 5,
  'never confirms': 5,
  'confirms before it sends': 1,
  'confirms wrongly': 3,
  'sends late': 3,
  'never sends': 1,
  'asks for a task': 3,
  waits: 1,
  renews: 3,
  'sends twice': 2,
  cancels: 3,
  deletes: 3,
  'many confirms': 2,
}

function planUpload({ random }: LoadDeps, shared: readonly Buffer<ArrayBuffer>[]): UploadPlan {
  const inParts = random.chance(0.12)
  const isShared = !inParts && random.chance(0.2)
  const large = inParts && random.chance(0.3) ? random.bytes(5 * 1024 ** 2 + random.between(1, 9_000)) : null
  return {
    bucket: random.pick(PLAIN_BUCKETS),
    file: large ?? (isShared ? random.pick(shared) : smallFile(random)),
    declaresSize: random.chance(0.8),
    declaresHash: isShared || random.chance(0.3),
    sendsHeaders: random.chance(0.5),
    inParts,
    owner: random.pick([null, 'ada', 'bob']),
  }
}

export const oneUpload: Kind = async (deps, { sharedFiles }) => {
  const client = new UploadClient(deps, planUpload(deps, sharedFiles))
  const name = deps.random.weighted(WEIGHTS)
  if (!(await client.create())) return
  deps.witness.figures.add(`played: ${name}`)
  await BEHAVIOURS[name](client, deps)
}
