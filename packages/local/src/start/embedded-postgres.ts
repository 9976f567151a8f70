import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import {
  findRunning,
  PortTakenError,
  type Postgres,
  PostgresError,
  startPostgres,
} from '../postgres/index.ts'
import { isAlive } from '../postgres/process-state.ts'
import { type Ports, takenError } from './ports.ts'
import type { Run } from './run.ts'
import type { PortWish } from './settings.ts'
import { StartError } from './start-error.ts'

export const DATABASE = 'landfall'

export type PostgresWish = {
  dir: string
  logFile: string
  password: string
  wish: PortWish
  say(line: string): void
}

/** A server that lived on keeps its port, unless another one was asked for. */
export async function choosePostgresPort(wish: PostgresWish, ports: Ports): Promise<number> {
  const live = findRunning(dataDirOf(wish))
  if (live !== null && (!wish.wish.isExplicit || live.port === wish.wish.port)) return ports.keep(live.port)
  return ports.choose(wish.wish, 'Postgres', wish.say)
}

export async function startEmbeddedPostgres(wish: PostgresWish, port: number): Promise<Postgres> {
  try {
    const { password, logFile, say } = wish
    const postgres = await startPostgres({ dataDir: dataDirOf(wish), port, password, logFile, log: say })
    await postgres.createDatabase(DATABASE)
    return postgres
  } catch (error) {
    if (error instanceof PortTakenError) throw takenError({ ...wish.wish, port })
    if (error instanceof PostgresError) throw new StartError(error.message)
    throw error
  }
}

const POLL_MS = 500

/** We are not always its parent, so its end is seen by looking. */
export function runOf(postgres: Postgres): Run {
  return {
    pid: postgres.pid,
    outlivesUs: true,
    gone: waitForEnd(postgres),
    stop: () => postgres.stop(),
    kill() {
      if (postgres.isRunning()) process.kill(postgres.pid, 'SIGQUIT')
    },
  }
}

async function waitForEnd(postgres: Postgres): Promise<string> {
  while (isAlive(postgres.pid)) await sleep(POLL_MS)
  return 'ended unexpectedly'
}

function dataDirOf(wish: PostgresWish): string {
  return join(wish.dir, 'postgres')
}
