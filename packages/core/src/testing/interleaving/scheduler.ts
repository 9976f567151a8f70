/**
 * Decides which of all waiting calls is next, and what becomes of it. Every call that a service makes to a store or the
 * database waits here, so that between any two awaits of one request any step of another may happen, a clock may jump,
 * or the process that runs it may die. All by one seed: the same seed gives the same run.
 *
 * Knows nothing of uploads; what a call does is the fake's, which does it whole or not at all.
 */
import { type InfrastructureCode, InfrastructureError } from '../../domain/infrastructure-error.ts'
import type { Random } from './random.ts'

/**
 * `fail`: never arrived. `lose_answer`: was done, and the caller told that it was not. `late`: the caller was told that
 * it failed, and it is done later all the same. `double`: done, answered, and done once more later, as a retransmission.
 * `repeat`: done, its answer lost on the way, and done again by whoever carries it; the second answer is what arrives.
 */
export type Fate = 'run' | 'fail' | 'lose_answer' | 'late' | 'double' | 'repeat'

const FAULTS: readonly Fate[] = ['fail', 'lose_answer', 'late', 'double', 'repeat']
/** By what the call itself says. */
const ANSWERED = new Set<Fate>(['run', 'double', 'repeat'])

export interface SchedulerOptions {
  random: Random
  /** How often a call meets one of the faults. */
  faultChance: number
  /** How often a process dies instead of a call being run. */
  killChance: number
  /** How often time passes instead. */
  clockChance: number
  passTime(): string
  /** After each step, when nothing moves: what has to hold at any moment. */
  check(): void
}

/** Where a call comes from. */
export interface Origin {
  process: string
  actor: string
}

export interface Scheduler {
  /** Puts a call in the queue; resolves when its turn came, and never if its process died before. */
  park<TValue>(origin: Origin, call: Call<TValue>): Promise<TValue>
  /** A request, a job or a client. What it throws is the run's failure. */
  start(origin: Origin, work: () => Promise<void>): void
  /** Until everybody has ended or died and every late call has arrived. */
  run(): Promise<void>
  /** What happened so far, for whoever has to understand a failure. */
  readonly trace: string[]
}

export interface Call<TValue> {
  method: string
  /** What the caller is told where it fails; absent: a pause, which cannot. */
  unavailable?: InfrastructureCode
  /** Whether it may be done twice in the place of once. */
  isRepeatable?: boolean
  work(): Promise<TValue>
}

interface Parked extends Pick<Call<unknown>, 'method' | 'unavailable'> {
  origin: Origin
  /** Nobody waits for it any more; it only has its effect. */
  isGhost: boolean
  meet(fate: Fate): Promise<void>
  /** Just its effect, as a copy of it that was under way has. */
  haunt(): Promise<void>
}

export function createScheduler(options: SchedulerOptions): Scheduler {
  const { random } = options
  const queue: Parked[] = []
  const running = new Set<Origin>()
  const trace: string[] = []
  const failures: unknown[] = []

  const park = <TValue>(origin: Origin, call: Call<TValue>) =>
    new Promise<TValue>((resolve, reject) => {
      const haunt = async () => void (await call.work().catch(() => undefined))
      const entry: Parked = {
        ...call,
        origin,
        isGhost: false,
        haunt,
        async meet(fate) {
          if (fate === 'late' || fate === 'double') queue.push({ ...entry, isGhost: true })
          if (fate === 'lose_answer' || (fate === 'repeat' && call.isRepeatable)) await haunt()
          if (ANSWERED.has(fate)) return void (await call.work().then(resolve, reject))
          reject(lost(call, fate))
        },
      }
      queue.push(entry)
    })

  const start = (origin: Origin, work: () => Promise<void>) => {
    running.add(origin)
    work().then(
      () => running.delete(origin),
      error => failures.push(error),
    )
  }

  /** What the process had under way may still arrive, or not. */
  function kill(): void {
    const { process } = random.pick([...running])
    trace.push(`-- ${process} dies`)
    for (const origin of running) if (origin.process === process) running.delete(origin)
    const cut = queue.filter(call => call.origin.process === process && !call.isGhost)
    for (const call of cut) {
      queue.splice(queue.indexOf(call), 1)
      if (random.chance(0.5)) queue.push({ ...call, isGhost: true })
    }
  }

  async function runOne(): Promise<void> {
    const call = random.pick(queue)
    queue.splice(queue.indexOf(call), 1)
    const name = `${call.origin.process} ${call.origin.actor} ${call.method}`
    if (call.isGhost) {
      trace.push(`${name} arrives late`)
      return call.haunt()
    }
    if (call.unavailable === undefined) return call.meet('run')
    const fate = random.chance(options.faultChance) ? random.pick(FAULTS) : 'run'
    trace.push(fate === 'run' ? name : `${name} -> ${fate}`)
    await call.meet(fate)
  }

  async function step(): Promise<void> {
    if (running.size > 0 && random.chance(options.killChance)) kill()
    else if (random.chance(options.clockChance)) trace.push(`-- ${options.passTime()}`)
    else await runOne()
  }

  return {
    park,
    start,
    trace,
    async run() {
      await quiet()
      while (queue.length > 0) {
        const { length } = trace
        await step()
        await quiet()
        // Who only waited has changed nothing.
        if (trace.length > length) options.check()
        if (failures.length > 0) throw failures[0]
      }
      if (running.size > 0)
        throw new RangeError(`waits for nothing: ${[...running].map(({ actor }) => actor)}`)
    },
  }
}

/** Every promise that could go on has gone on: all that is left waits in the queue. */
const quiet = () => new Promise<void>(resolve => setImmediate(resolve))

const lost = ({ unavailable = 'DATABASE_UNAVAILABLE', method }: Call<unknown>, fate: Fate) =>
  new InfrastructureError(unavailable, new RangeError(`${fate}: ${method}`))
