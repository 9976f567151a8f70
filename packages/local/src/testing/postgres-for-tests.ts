/**
 * Vitest's global setup for the whole workspace: one throw-away Postgres, whatever number of projects runs. Tests
 * get its address by `inject('postgresUrl')` and make databases of their own on it. A run that was killed cannot
 * stop its server, so the next run does.
 */
import { chmodSync, mkdtempSync, readdirSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { findRunning, startPostgres, stopPostmaster } from '../postgres/index.ts'
import { isAlive } from '../postgres/process-state.ts'
import type {} from './index.ts'

const PREFIX = 'landfall-test-'

export async function setup(project: TestProject): Promise<() => Promise<void>> {
  await removeLeftovers()
  const folder = mkdtempSync(join(tmpdir(), `${PREFIX}${process.pid}-`))
  // Run by root, the server is another user's and has to get in.
  chmodSync(folder, 0o755)
  try {
    const dataDir = join(folder, 'postgres')
    const postgres = await startPostgres({ dataDir, password: 'test', fsync: false })
    project.provide('postgresUrl', postgres.url())
  } catch (error) {
    await remove(folder)
    throw error
  }
  return () => remove(folder)
}

async function removeLeftovers(): Promise<void> {
  for (const name of readdirSync(tmpdir())) {
    const pid = Number(name.startsWith(PREFIX) ? name.slice(PREFIX.length).split('-')[0] : Number.NaN)
    if (Number.isInteger(pid) && !isAlive(pid)) await remove(join(tmpdir(), name))
  }
}

async function remove(folder: string): Promise<void> {
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
