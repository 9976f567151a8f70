import { connect } from '@landfall/db'
import { audit } from './audit/audit.ts'
import { settleDown } from './chaos/calm.ts'
import { changeProfile } from './chaos/change-profile.ts'
import { type StormDeps, storm } from './chaos/storm.ts'
import { createRandom, type Random } from './lib/random.ts'
import { runClient, sharedFiles } from './load/behaviours.ts'
import { createCall } from './load/http.ts'
import { makeBuckets } from './load/make-buckets.ts'
import { Witness } from './load/witness.ts'
import { startInstallation } from './parts/installation.ts'

/**
 * The crash proof: rounds of a storm under load, each on another kind of store; then calm; then the account of every
 * byte that S3 ever acknowledged. Owns the order of things; what breaks, what loads and what is held true are folders.
 */
export interface TortureOptions {
  minutes: number
  seed: number
  clients: number
  say(line: string): void
}

export interface TortureResult {
  violations: string[]
  figures: [string, number][]
  answers: [string, number][]
  /** Logs and data; the caller removes it. */
  dir: string
}

const ROUND_SECONDS = 20

export async function runTorture({ minutes, seed, clients, say }: TortureOptions): Promise<TortureResult> {
  const random = createRandom(seed)
  const witness = new Witness()
  await using resources = new AsyncDisposableStack()
  say('starting Postgres, the store, two apis and two workers')
  const installation = await startInstallation(random.fork())
  resources.defer(() => installation.stop())
  const database = connect({
    databaseUrl: installation.postgres.url,
    maxConnections: 3,
    applicationName: 'torture',
    statementTimeoutMs: 60_000,
  })
  resources.defer(() => database.close())
  const deps: StormDeps = { installation, database, random: random.fork(), figures: witness.figures }
  const call = createCall(installation, witness, random.fork())
  const buckets = await makeBuckets(call)
  const load = { call, witness, shared: sharedFiles({ random }), buckets, clients }

  const start = performance.now()
  const end = start + minutes * 60_000
  for (let round = 1; performance.now() < end; round += 1) {
    if (round > 1) say(`round ${round}: the store is like ${await changeProfile(deps)}`)
    else say('round 1: the store is like aws')
    await playRound(deps, load, Math.min(ROUND_SECONDS * 1000, Math.max(1000, end - performance.now())))
    witness.figures.add('rounds')
  }
  say('calm: nothing fails, times end, the workers finish')
  const open = await settleDown(installation, database)
  say('audit')
  const violations = [...open, ...(await audit(installation, { database, witness }))]
  witness.figures.add('seconds', Math.round((performance.now() - start) / 1000))
  return {
    violations,
    figures: witness.figures.entries(),
    answers: witness.answers.entries(),
    dir: installation.dir,
  }
}

interface Load {
  call: ReturnType<typeof createCall>
  witness: Witness
  shared: ReturnType<typeof sharedFiles>
  buckets: string[]
  clients: number
}

/** Clients finish what they carry while the storm still blows. */
async function playRound(deps: StormDeps, load: Load, ms: number): Promise<void> {
  const { call, witness, shared, buckets, clients } = load
  const isOver = AbortSignal.timeout(Math.ceil(ms))
  const calm = new AbortController()
  const blowing = storm(deps, calm.signal)
  const play = (random: Random) => runClient({ call, witness, random }, { buckets, signal: isOver }, shared)
  try {
    await Promise.all(Array.from({ length: clients }, () => play(deps.random.fork())))
  } finally {
    calm.abort()
    await blowing
  }
}
