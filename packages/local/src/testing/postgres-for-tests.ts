/**
 * Vitest's global setup for the whole workspace: one throw-away Postgres, whatever number of projects runs. Tests
 * get its address by `inject('postgresUrl')` and make databases of their own on it. A run that was killed cannot
 * stop its server, so the next one does.
 */
import { chmodSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { startPostgres } from '../postgres/index.ts'
import type {} from './index.ts'
import { removeCluster, removeLeftovers, TEST_FOLDER_PREFIX } from './leftovers.ts'

export async function setup(project: TestProject): Promise<() => Promise<void>> {
  await removeLeftovers()
  const folder = mkdtempSync(join(tmpdir(), `${TEST_FOLDER_PREFIX}${process.pid}-`))
  // Run by root, the server is another user's and has to get in.
  chmodSync(folder, 0o755)
  try {
    const dataDir = join(folder, 'postgres')
    const postgres = await startPostgres({ dataDir, password: 'test', fsync: false })
    project.provide('postgresUrl', postgres.url())
  } catch (error) {
    await removeCluster(folder)
    throw error
  }
  return () => removeCluster(folder)
}
