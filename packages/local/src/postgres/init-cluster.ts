import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import {
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { initdbBinary } from './binaries.ts'
import { PostgresError } from './errors.ts'
import type { RunAs } from './run-as.ts'
import { serverEnv } from './server-env.ts'

export type NewCluster = {
  binariesRoot: string
  dataDir: string
  runAs: RunAs
  user: string
  password: string
  /** Off for databases that live as long as a test run. */
  fsync: boolean
}

/** Made aside and renamed when complete: a start killed half-way leaves no half cluster behind. */
export async function initCluster(cluster: NewCluster): Promise<void> {
  const { dataDir, runAs } = cluster
  const found = existsSync(dataDir) ? readdirSync(dataDir) : []
  if (found.includes('PG_VERSION')) return
  if (found.length > 0) {
    throw new PostgresError(`${dataDir} holds something else than a Postgres data directory. Move it away.`)
  }
  const draft = newDraft(dirname(dataDir))
  const passwordFile = join(draft, 'password')
  const draftData = join(draft, 'data')
  try {
    mkdirSync(draftData, { recursive: true, mode: 0o700 })
    writeFileSync(passwordFile, `${cluster.password}\n`, { mode: 0o600 })
    if (runAs !== null) {
      for (const path of [draft, draftData, passwordFile]) chownSync(path, runAs.uid, runAs.gid)
    }
    await runInitdb(cluster, draftData, passwordFile)
    renameSync(draftData, dataDir)
  } catch (error) {
    // Another first start at the same time was faster; if its password is another one, the first query tells.
    if (!existsSync(join(dataDir, 'PG_VERSION'))) throw error
  } finally {
    rmSync(draft, { recursive: true, force: true })
  }
}

const DRAFT_PREFIX = '.postgres-init-'
const ABANDONED_AFTER_MS = 10 * 60_000

/** Also removes what starts that were killed half-way left here; a younger one may be another start's work. */
function newDraft(folder: string): string {
  for (const name of readdirSync(folder).filter(it => it.startsWith(DRAFT_PREFIX))) {
    const path = join(folder, name)
    const changedAt = statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Date.now()
    if (Date.now() - changedAt > ABANDONED_AFTER_MS) rmSync(path, { recursive: true, force: true })
  }
  return join(folder, `${DRAFT_PREFIX}${randomBytes(6).toString('hex')}`)
}

async function runInitdb(cluster: NewCluster, pgdata: string, passwordFile: string): Promise<void> {
  const { runAs } = cluster
  try {
    await promisify(execFile)(
      initdbBinary(cluster.binariesRoot),
      [
        `--pgdata=${pgdata}`,
        `--username=${cluster.user}`,
        `--pwfile=${passwordFile}`,
        '--auth=scram-sha-256',
        '--encoding=UTF8',
        // Postgres' own collation: by code point, the same on every machine and after every upgrade of its libraries.
        '--locale=C',
        '--locale-provider=builtin',
        '--builtin-locale=C.UTF-8',
        ...(cluster.fsync ? [] : ['--no-sync']),
      ],
      { env: serverEnv(), cwd: '/', ...(runAs ?? {}) },
    )
  } catch (cause) {
    const { stderr } = cause as { stderr?: string }
    throw new PostgresError(`Postgres could not create its data directory: ${stderr?.trim() || cause}`, {
      cause,
    })
  }
}
