import type { Log } from '@landfall/core/ports'
import { createWaitingRoom, type ServiceDeps } from '@landfall/core/services'
import { type ConnectOptions, connect, createDatabasePorts } from '@landfall/db'
import { createS3ObjectStore, createStoreInspector, type S3Timeouts } from '@landfall/storage'
import { corsRuleOf } from './bootstrap/prepare-store.ts'
import { cacheStoreProfile } from './cached-store-profile.ts'
import { closingByForce, type QueueConnections } from './closing-by-force.ts'
import type { Env } from './env.ts'
import { createLog } from './log.ts'
import { createMetrics, type Metrics } from './metrics/create-metrics.ts'
import { measuredLedger, measuredStore } from './metrics/measured.ts'
import { createGaugeReader } from './metrics/read-gauges.ts'
import { createProber, type Prober } from './probe.ts'
import { createReadinessCheck, type Readiness } from './readiness.ts'
import { storeConfigOf } from './store-config.ts'
import { apiKeySecrets, randomIds, systemClock } from './system.ts'
import { createTokenSigner } from './tokens/token-signer.ts'

/**
 * The composition root: the only place where adapters are constructed. What comes out is all that api, worker and web
 * know of Postgres and S3.
 */
export interface Runtime extends Prober {
  readonly env: Env
  readonly log: Log
  readonly services: ServiceDeps
  /** What this process counts; the edges add what only they see. */
  readonly metrics: Metrics
  /** All of it as Prometheus reads it, with the figures of the database at most some seconds old. */
  tellMetrics(): Promise<{ contentType: string; text: string }>
  /** Connections of their own for a job queue: one of them listens for good, and jobs must not wait for requests. */
  connectQueue(maxConnections: number): QueueConnections
  /** Really asks database and store, in bounded time. Never throws. */
  check(): Promise<Readiness>
  close(): Promise<void>
}

export interface RuntimeOptions {
  /** Shown in `pg_stat_activity`. */
  name?: string
  database?: Pick<
    ConnectOptions,
    'maxConnections' | 'connectTimeoutMs' | 'statementTimeoutMs' | 'filterTimeoutMs'
  >
  storeTimeouts?: Partial<S3Timeouts>
  checkTimeoutMs?: number
  /** Where log lines go; default stdout. */
  writeLog?: (line: string) => void
}

/** Connects lazily: a database or store that is down is found out by the first request and by `check`. */
export async function createRuntime(env: Env, options: RuntimeOptions = {}): Promise<Runtime> {
  const log = createLog({ level: env.LOG_LEVEL, write: options.writeLog })
  const name = options.name ?? 'landfall'
  const connectAs = (applicationName: string, more: Partial<ConnectOptions> = {}) =>
    connect({
      ...options.database,
      ...more,
      databaseUrl: env.DATABASE_URL,
      applicationName,
      onConnectionError: err => log.warn({ err }, 'a database connection broke'),
    })
  const db = connectAs(name)
  const config = storeConfigOf(env, options.storeTimeouts)
  const metrics = createMetrics()
  const store = measuredStore(createS3ObjectStore(config), metrics)
  const endpoint = env.S3_ENDPOINT ?? `aws:${env.S3_REGION}`
  const ports = createDatabasePorts(db, { endpoint, bucket: env.S3_BUCKET })
  const storeProfile = cacheStoreProfile(ports.storeProfile)
  const limits = { process: env.MAX_WAITING, organization: env.MAX_WAITING_PER_ORGANIZATION }
  const probe = { fetch: globalThis.fetch, prefix: env.S3_PREFIX }
  const services: ServiceDeps = {
    ...ports,
    uploads: measuredLedger(ports.uploads, metrics),
    storeProfile,
    tokenSigner: createTokenSigner({ findSecret: kid => ports.tokens.findSecret(kid), clock: systemClock }),
    waitingRoom: createWaitingRoom({ watch: ports.watch, log, limits }),
    storeInspector: createStoreInspector(config, { ...probe, corsRule: corsRuleOf(env) }),
    store,
    clock: systemClock,
    ids: randomIds,
    secrets: apiKeySecrets,
    log,
    settings: {
      keyPrefix: env.S3_PREFIX,
      syncSealBytes: env.SYNC_SEAL_BYTES,
      sweepPauseSeconds: env.SWEEP_PAUSE_SECONDS,
      minPartBytes: env.MIN_PART_BYTES,
    },
  }
  const readGauges = createGaugeReader(metrics, services)
  return {
    env,
    log,
    services,
    metrics,
    async tellMetrics() {
      await readGauges()
      const { registry } = metrics
      return { contentType: registry.contentType, text: await registry.metrics() }
    },
    ...createProber({ config, probe, profile: storeProfile, log }),
    connectQueue: maxConnections => closingByForce(connectAs(`${name}-queue`, { maxConnections })),
    check: createReadinessCheck({
      database: () => db.ping(),
      storage: () => store.checkAccess(),
      log,
      timeoutMs: options.checkTimeoutMs,
    }),
    async close() {
      services.waitingRoom.close()
      store.close()
      await db.close()
    },
  }
}
