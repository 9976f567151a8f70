import { vi } from 'vitest'
import { startActors } from './actors.ts'
import { converge } from './converge.ts'
import { createWorld } from './world.ts'

/** Runs every seed, and answers how many steps they took. `see` is shown what happened in each. */
export async function runSeeds(
  { from, count }: { from: number; count: number },
  see: (trace: readonly string[]) => void = () => undefined,
): Promise<number> {
  // A process that died would leave its timers behind.
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
  try {
    let steps = 0
    for (let seed = from; seed < from + count; seed += 1) {
      const trace = await runSeed(seed)
      steps += trace.length
      see(trace)
    }
    return steps
  } finally {
    vi.useRealTimers()
  }
}

/** One run. Throws with the seed, with all that happened, and with how to have it again. */
async function runSeed(seed: number): Promise<readonly string[]> {
  const world = await createWorld(seed)
  const { trace } = world.scheduler
  try {
    const answers = startActors(world)
    await world.scheduler.run()
    await converge(world, answers)
    return trace
  } catch (error) {
    const told = error instanceof Error ? error.message : String(error)
    const steps = trace.map((line, index) => `${String(index + 1).padStart(4)} ${line}`).join('\n')
    const again = `LANDFALL_SEED=${seed} npx vitest run --project core interleavings`
    throw new Error(`seed ${seed}: ${told}\n${steps}\nAgain: ${again}`, { cause: error })
  }
}
