import { readdirSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isAlive } from '../postgres/process-state.ts'
import { findRunning } from '../postgres/running.ts'
import { stopPostmaster } from '../postgres/stop-postgres.ts'

/** Followed by the id of the process that made the folder: when that one is gone, nobody needs it. */
export const TEST_FOLDER_PREFIX = 'landfall-test-'

export async function removeLeftovers(): Promise<void> {
  for (const name of readdirSync(tmpdir())) {
    const pid = Number(
      name.startsWith(TEST_FOLDER_PREFIX) ? name.slice(TEST_FOLDER_PREFIX.length).split('-')[0] : Number.NaN,
    )
    if (Number.isInteger(pid) && !isAlive(pid)) await removeCluster(join(tmpdir(), name))
  }
}

export async function removeCluster(folder: string): Promise<void> {
  const dataDir = realpathIfAny(join(folder, 'postgres'))
  if (dataDir !== null) {
    const running = findRunning(dataDir)
    if (running !== null) await stopPostmaster(running.pid, dataDir)
    rmSync(dataDir, { recursive: true, force: true })
  }
  rmSync(folder, { recursive: true, force: true })
}

function realpathIfAny(path: string): string | null {
  try {
    return realpathSync(path)
  } catch {
    return null
  }
}
