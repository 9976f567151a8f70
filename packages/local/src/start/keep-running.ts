/**
 * Keeps one part alive: starts it again when it dies, waiting longer each time, and gives up when it dies at once
 * again and again. A first start that fails is the caller's failure. Knows nothing of what the part is.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Run } from './run.ts'

export type Upkeep = {
  label: string
  /** Rejects when it fails or is aborted, leaving nothing behind. */
  start(signal: AbortSignal): Promise<Run>
  /** After each successful start, so that others can note the process id. */
  onStarted?(run: Run): void
  say(line: string): void
  /** Called at most once; the part is then left dead. */
  onGaveUp(reason: string): void
  firstDelayMs?: number
}

export interface Part {
  readonly label: string
  stop(): Promise<void>
  kill(): void
}

const QUICK_DEATHS = 5
const QUICK_MS = 30_000
const FIRST_DELAY_MS = 500

export async function keepRunning(upkeep: Upkeep, signal: AbortSignal): Promise<Part> {
  const stopping = new AbortController()
  const ended = AbortSignal.any([signal, stopping.signal])
  let run = await upkeep.start(ended)
  upkeep.onStarted?.(run)

  async function watch(): Promise<void> {
    let deaths = 0
    while (!ended.aborted) {
      const startedAt = Date.now()
      const reason = await run.gone
      if (ended.aborted) return
      deaths = Date.now() - startedAt < QUICK_MS ? deaths + 1 : 1
      const next = await restart(upkeep, { deaths, reason }, ended)
      if (next === null) return
      run = next.run
      deaths = next.deaths
      upkeep.onStarted?.(run)
    }
  }
  const watching = watch()
  return {
    label: upkeep.label,
    async stop() {
      stopping.abort()
      await run.stop()
      await watching
    },
    kill() {
      stopping.abort()
      run.kill()
    },
  }
}

type Death = { deaths: number; reason: string }

/** A restart that fails counts as one more quick death. Null: there will be none any more. */
async function restart(
  upkeep: Upkeep,
  death: Death,
  ended: AbortSignal,
): Promise<{ run: Run; deaths: number } | null> {
  let { deaths, reason } = death
  while (deaths < QUICK_DEATHS) {
    upkeep.say(`${upkeep.label} ${reason.split(';')[0]?.split('\n')[0]}; starting it again.`)
    try {
      await sleep((upkeep.firstDelayMs ?? FIRST_DELAY_MS) * 2 ** (deaths - 1), undefined, { signal: ended })
      return { run: await upkeep.start(ended), deaths }
    } catch (error) {
      if (ended.aborted) return null
      reason = error instanceof Error ? error.message : String(error)
      deaths += 1
    }
  }
  upkeep.onGaveUp(`${upkeep.label} died ${deaths} times in a row. It ${reason}`)
  return null
}
