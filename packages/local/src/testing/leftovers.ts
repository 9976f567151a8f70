import { lstatSync, readdirSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isAlive } from '../postgres/process-state.ts'
import { findRunning } from '../postgres/running.ts'
import { stopPostmaster } from '../postgres/stop-postgres.ts'

/** Followed by the id of the process that made the folder: when that one is gone, nobody needs it. */
export const TEST_FOLDER_PREFIX = 'landfall-test-'

export async function removeLeftovers(): Promise<void> {
  for (const name of readdirSync(tmpdir())) {
    const folder = join(tmpdir(), name)
    const pid = pidIn(name)
    if (pid !== null && !isAlive(pid) && isOurs(folder)) await removeCluster(folder)
  }
}

function pidIn(name: string): number | null {
  if (!name.startsWith(TEST_FOLDER_PREFIX)) return null
  const pid = Number(name.slice(TEST_FOLDER_PREFIX.length).split('-')[0])
  return Number.isInteger(pid) && pid > 1 ? pid : null
}

/** Anybody can make a folder of this name in the temporary folder, and lead what removes it astray. */
function isOurs(folder: string): boolean {
  const stat = lstatSync(folder, { throwIfNoEntry: false })
  return stat?.isDirectory() === true && stat.uid === process.getuid?.()
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
