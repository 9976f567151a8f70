/**
 * The loop of a start: take over the live server of this data directory, or launch one. Every step may lose a race
 * (a server that dies while we look, another start, a port taken meanwhile), and each loss is one more turn.
 */
import { rmSync, statSync } from 'node:fs'
import { createServer } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { PortTakenError, PostgresError } from './errors.ts'
import { isAlive, isPostmasterOf, waitUntilGone } from './process-state.ts'
import { findRunning, pidFileOf, pidInFile, type RunningPostgres } from './running.ts'
import { stopPostmaster } from './stop-postgres.ts'

export type Server = { pid: number; port: number; adopted: boolean }

export type StartSteps = {
  launch(port: number): Promise<{ pid: number } | 'busy'>
  /** Whether the server takes us as its client; throws if it never will. */
  accepts(port: number): Promise<boolean>
}

const START_TIMEOUT_MS = 60_000
/** Postgres writes its pid file in one go; what is unreadable for longer was left by a crash in that very moment. */
const UNREADABLE_PID_FILE_MS = 2_000

export async function adoptOrLaunch(
  dataDir: string,
  port: number | undefined,
  steps: StartSteps,
): Promise<Server> {
  const deadline = Date.now() + START_TIMEOUT_MS
  while (Date.now() < deadline) {
    const running = findRunning(dataDir)
    const server =
      running === null
        ? await tryLaunch(dataDir, port, steps)
        : await tryAdopt(running, dataDir, { port, accepts: steps.accepts })
    if (server !== 'busy') return server
    await sleep(50)
  }
  throw new PostgresError(
    `The Postgres data in ${dataDir} is held by a server that neither stops nor gets ready.`,
  )
}

async function tryAdopt(
  running: RunningPostgres,
  dataDir: string,
  want: { port: number | undefined; accepts: StartSteps['accepts'] },
): Promise<Server | 'busy'> {
  if (running.status === 'stopping') {
    await waitUntilGone(running.pid, 5_000)
    return 'busy'
  }
  if (running.status !== 'ready') return 'busy'
  if (want.port !== undefined && want.port !== running.port) {
    await stopPostmaster(running.pid, dataDir)
    return 'busy'
  }
  const isOurs = await want.accepts(running.port)
  return isOurs ? { pid: running.pid, port: running.port, adopted: true } : 'busy'
}

async function tryLaunch(
  dataDir: string,
  port: number | undefined,
  steps: StartSteps,
): Promise<Server | 'busy'> {
  dropMisleadingPidFile(dataDir)
  const tried = port ?? (await freePort())
  const launched = await launchAt(tried, port === undefined, steps)
  if (launched === 'busy') return 'busy'
  try {
    return (await steps.accepts(tried)) ? { pid: launched.pid, port: tried, adopted: false } : 'busy'
  } catch (error) {
    await stopPostmaster(launched.pid, dataDir)
    throw error
  }
}

async function launchAt(
  tried: number,
  isAnyPort: boolean,
  steps: StartSteps,
): ReturnType<StartSteps['launch']> {
  try {
    return await steps.launch(tried)
  } catch (error) {
    // Somebody was faster on a port that nobody asked for.
    if (isAnyPort && error instanceof PortTakenError) return 'busy'
    throw error
  }
}

/**
 * Postgres itself drops the pid file of a dead process, but takes any live process of its own user for a server, so
 * an id that was reused would keep it down for good, and so would an empty file. Only these two are touched here:
 * another start may be writing a new one.
 */
function dropMisleadingPidFile(dataDir: string): void {
  const file = pidFileOf(dataDir)
  const stat = statSync(file, { throwIfNoEntry: false })
  if (stat === undefined) return
  const pid = pidInFile(dataDir)
  const isReused = pid !== null && isAlive(pid) && !isPostmasterOf(pid, dataDir)
  const isUnreadable = pid === null && Date.now() - stat.mtimeMs > UNREADABLE_PID_FILE_MS
  if (isReused || isUnreadable) rmSync(file, { force: true })
}

function freePort(): Promise<number> {
  return new Promise((done, fail) => {
    const probe = createServer()
    probe.once('error', fail)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => done(typeof address === 'object' && address !== null ? address.port : 0))
    })
  })
}
