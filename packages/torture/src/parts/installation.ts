import { chmodSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Fault, ProfileName } from '@landfall/local/s3'
import { freePort } from '../lib/free-port.ts'
import type { Random } from '../lib/random.ts'
import { runOneShot } from './one-shot.ts'
import { PostgresPart } from './postgres-part.ts'
import { ProcessPart } from './process-part.ts'

/**
 * The product as `npm start` runs it, without its dashboard: Postgres, the S3 store with its fault switches, two apis
 * and two workers, each a process that can be killed alone. All that it stores and says lies in one folder.
 */
export interface Installation {
  readonly dir: string
  readonly postgres: PostgresPart
  readonly store: ProcessPart
  readonly apis: readonly ProcessPart[]
  readonly workers: readonly ProcessPart[]
  readonly apiUrls: readonly string[]
  readonly apiKey: string
  readonly postgresLog: string
  /** For whoever has the bucket's credentials too. */
  readonly s3: { endpoint: string; bucket: string; accessKeyId: string; secretAccessKey: string }
  /** As variables, for a runtime beside it. */
  variables(): Record<string, string>
  /** The store's next start plays this one. */
  setProfile(profile: ProfileName): void
  setFaults(faults: readonly Fault[]): Promise<void>
  /** Ends every process; the folder stays. */
  stop(): Promise<void>
}

const ROOT = join(import.meta.dirname, '..', '..', '..', '..')
const BUCKET = 'landfall-torture'
const API_KEY = 'sk_torturetorturetorturetorturetortureto'
const EVENTS_SECRET = 'events-of-the-torture'
const CREDENTIALS = { S3_ACCESS_KEY_ID: 'TORTURE', S3_SECRET_ACCESS_KEY: 'torture-secret' }

/** Ends every process as soon as the signal says so, also those that are just being started. */
export async function startInstallation(random: Random, signal: AbortSignal): Promise<Installation> {
  const dir = mkdtempSync(join(tmpdir(), 'landfall-torture-'))
  // Run by root, Postgres is another user's and has to get in.
  chmodSync(dir, 0o755)
  const [pgPort, s3Port, ...apiPorts] = await ports(random)
  const postgresLog = join(dir, 'postgres.log')
  const postgres = new PostgresPart({
    dataDir: join(dir, 'postgres'),
    port: pgPort,
    logFile: postgresLog,
    password: 'torture',
  })
  const endpoint = `http://127.0.0.1:${s3Port}`
  let profile: ProfileName = 'aws'

  const variables = () => ({
    ...CREDENTIALS,
    DATABASE_URL: postgres.url,
    S3_ENDPOINT: endpoint,
    S3_BUCKET: BUCKET,
    S3_CREATE_BUCKET: '1',
    S3_EVENTS_SECRET: EVENTS_SECRET,
    LANDFALL_API_KEY: API_KEY,
    SWEEP_PAUSE_SECONDS: '1',
    MIN_PART_BYTES: String(5 * 1024 ** 2),
    NODE_COMPILE_CACHE: join(dir, 'compile-cache'),
  })
  const partOf = (name: string, entry: string, env: () => Record<string, string>) =>
    new ProcessPart({ name, entry: join(ROOT, entry), logFile: join(dir, `${name}.log`), env })

  const store = partOf('store', 'packages/local/src/s3/main.ts', () => ({
    ...CREDENTIALS,
    S3_DIR: join(dir, 's3'),
    S3_PORT: String(s3Port),
    S3_PROFILE: profile,
    S3_FAULTS: '1',
    S3_EVENTS_URL: `http://127.0.0.1:${apiPorts[0]}/hooks/s3`,
    S3_EVENTS_SECRET: EVENTS_SECRET,
  }))
  const apis = apiPorts.map((port, index) =>
    partOf(`api-${index + 1}`, 'apps/api/src/main.ts', () => ({ ...variables(), API_PORT: String(port) })),
  )
  const workers = [1, 2].map(number => partOf(`worker-${number}`, 'apps/worker/src/main.ts', variables))

  const installation: Installation = {
    dir,
    postgres,
    store,
    apis,
    workers,
    apiUrls: apiPorts.map(port => `http://127.0.0.1:${port}`),
    apiKey: API_KEY,
    postgresLog,
    s3: {
      endpoint,
      bucket: BUCKET,
      accessKeyId: CREDENTIALS.S3_ACCESS_KEY_ID,
      secretAccessKey: CREDENTIALS.S3_SECRET_ACCESS_KEY,
    },
    variables,
    setProfile(next) {
      profile = next
    },
    async setFaults(faults) {
      await fetch(`${endpoint}/_faults`, { method: 'PUT', body: JSON.stringify(faults) })
    },
    async stop() {
      await Promise.all([...apis, ...workers, store].map(part => part.end()))
      await postgres.end()
    },
  }
  signal.addEventListener('abort', () => void installation.stop(), { once: true })
  try {
    await Promise.all([postgres.start(), store.start()])
    await runOneShot(join(ROOT, 'apps/api/src/bootstrap.ts'), { env: variables(), signal })
    await Promise.all([...apis, ...workers].map(part => part.start()))
  } catch (error) {
    await installation.stop()
    throw error
  }
  return installation
}

async function ports(random: Random): Promise<[number, number, number, number]> {
  return [await freePort(random), await freePort(random), await freePort(random), await freePort(random)]
}
