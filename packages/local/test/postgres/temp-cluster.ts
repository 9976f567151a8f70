import { chmodSync, mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { findRunning, stopPostmaster } from '../../src/postgres/index.ts'
import { TEST_FOLDER_PREFIX } from '../../src/testing/leftovers.ts'

export type TempCluster = AsyncDisposable & { folder: string; dataDir: string }

/** A place for one cluster; whatever runs in it at the end of the test is stopped. */
export function tempCluster(mode = 0o755): TempCluster {
  const folder = mkdtempSync(join(tmpdir(), `${TEST_FOLDER_PREFIX}${process.pid}-`))
  chmodSync(folder, mode)
  const dataDir = join(folder, 'postgres')
  return {
    folder,
    dataDir,
    async [Symbol.asyncDispose]() {
      const real = realpathIfAny(dataDir)
      const running = findRunning(real)
      if (running !== null) await stopPostmaster(running.pid, real)
      for (const path of [real, folder]) rmSync(path, { recursive: true, force: true })
    },
  }
}

function realpathIfAny(path: string): string {
  try {
    return realpathSync(path)
  } catch {
    return path
  }
}

export async function query(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query(sql)).rows
  } finally {
    await client.end()
  }
}
