import { setTimeout as sleep } from 'node:timers/promises'
import type { Database } from '@landfall/db'
import type { Counts } from '../lib/counts.ts'
import type { Random } from '../lib/random.ts'
import type { Installation } from '../parts/installation.ts'
import type { ProcessPart } from '../parts/process-part.ts'
import { someFaults } from './faults.ts'
import { ageSome, queueNight } from './move-times.ts'

/** Kills, starts again, and makes fail, one thing every second or two, whatever is going on. */
export interface StormDeps {
  installation: Installation
  database: Database
  random: Random
  figures: Counts
}

const WEIGHTS = {
  api: 30,
  worker: 22,
  faults: 22,
  age: 30,
  night: 3,
  store: 5,
  'postgres killed': 4,
  'postgres stopped': 2,
}

const SHORT_LIFE_MS = 6_000

type Act = keyof typeof WEIGHTS

/** Each kind of thing once, in some order, and from then on by chance. */
export async function storm(deps: StormDeps, signal: AbortSignal): Promise<void> {
  const { random, installation } = deps
  const underWay = new Map<object, Promise<void>>()
  const first = random.shuffled(Object.keys(WEIGHTS) as Act[])
  while (!signal.aborted) {
    await sleep(random.between(300, 1_700))
    const due = first.pop()
    const [part, act] = actOf(deps, due ?? random.weighted(WEIGHTS))
    if (underWay.has(part)) {
      if (due !== undefined) first.unshift(due)
      continue
    }
    // The parts fall independently of each other: a restart may take longer than the next kill is away.
    const acting = act()
      .then(lifeMs => sleep(lifeMs ?? 0, undefined, { signal }).catch(() => undefined))
      .finally(() => underWay.delete(part))
    // Awaited below; until then a failure must not be unhandled.
    acting.catch(() => undefined)
    underWay.set(part, acting)
  }
  await Promise.all(underWay.values())
  await installation.setFaults([])
}

/** `act` answers for how long its part is left alone afterwards, in ms. */
function actOf(deps: StormDeps, kind: Act): [part: object, act: () => Promise<number | undefined>] {
  const { installation, database, random } = deps
  const { apis, workers, store, postgres } = installation
  switch (kind) {
    case 'api':
    case 'worker': {
      const part = random.pick(kind === 'api' ? apis : workers)
      return [part, () => killAndStart(deps, part, kind)]
    }
    case 'store':
      return [store, () => killAndStart(deps, store, 'store')]
    case 'postgres killed':
    case 'postgres stopped':
      return [postgres, () => restartPostgres(deps, kind)]
    case 'faults':
      return [someFaults, () => failForAWhile(deps)]
    case 'night':
      return [queueNight, () => queueNight(database).then(nothing, nothing)]
    case 'age':
      // With Postgres away there is nobody to grow older.
      return [ageSome, () => ageSome(database, random).then(nothing, nothing)]
  }
}

const nothing = () => undefined

async function killAndStart(
  { random, figures }: StormDeps,
  part: ProcessPart,
  kind: string,
): Promise<number> {
  await part.kill()
  figures.add(`kill -9 of ${kind}`)
  await sleep(random.between(0, 800))
  return start(random, () => part.start())
}

async function restartPostgres({ installation, random, figures }: StormDeps, kind: string): Promise<number> {
  const { postgres } = installation
  if (kind === 'postgres killed') postgres.kill()
  else await postgres.stop()
  figures.add(kind === 'postgres killed' ? 'kill -9 of postgres' : 'clean restarts of postgres')
  await sleep(random.between(0, 1_500))
  return start(random, () => postgres.start())
}

/** Where starting takes long, there would otherwise be nobody to be killed in the middle of anything. */
async function start(random: Random, begin: () => Promise<void>): Promise<number> {
  const began = performance.now()
  await begin()
  const startMs = performance.now() - began
  return random.between(0, Math.round(Math.max(SHORT_LIFE_MS, 2 * startMs)))
}

async function failForAWhile({ installation, random, figures }: StormDeps): Promise<undefined> {
  // The store itself may be away just now.
  const isOn = await installation.setFaults(someFaults(random)).then(
    () => true,
    () => false,
  )
  if (isOn) figures.add('spells of a failing store')
  await sleep(random.between(500, 4_000))
  await installation.setFaults([]).catch(() => undefined)
}
