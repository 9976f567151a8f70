import { createS3ObjectStore } from '@landfall/storage'
import { ensureTenancy } from '../bootstrap/ensure-tenancy.ts'
import { prepareStore } from '../bootstrap/prepare-store.ts'
import { createRuntime, type Runtime, type RuntimeOptions } from '../compose.ts'
import { type Env, parseEnv } from '../env.ts'
import { storeConfigOf } from '../store-config.ts'
import { type FaultyStore, startFaultyStore } from './faulty-store.ts'
import { type Gate, startGate } from './gate.ts'
import { createTestDatabase, type TestDatabase } from './test-database.ts'
import { startTestStore, type TestStore } from './test-store.ts'

/**
 * A whole installation on real parts: a database of its own, the embedded store behind a proxy that can fail, a gate
 * before Postgres, two tenants. What api and worker tests stand on.
 */
export interface TestInstallation extends AsyncDisposable {
  readonly env: Env
  readonly runtime: Runtime
  readonly database: TestDatabase
  readonly databaseGate: Gate
  readonly store: TestStore
  readonly faultyStore: FaultyStore
  readonly logLines: string[]
  readonly tenant: Tenant
  readonly stranger: Tenant
  /** What really lies in the store, the probe's own keys aside. */
  listKeys(): Promise<string[]>
  /** The settings as variables, for a process of its own. */
  variables(settings?: Settings): Settings
  /** Another runtime of the same installation, as a second replica has one. */
  createReplica(settings?: Settings): Promise<Runtime>
}

/** Organization, default namespace, a bucket `uploads` in it, and an admin's key. */
export interface Tenant {
  organizationId: string
  namespaceId: string
  bucketId: string
  bucket: string
  apiKey: string
}

type Settings = Record<string, string>

/** For tests of what hangs: limits that are worth waiting for. */
export const SHORT_LIMITS: RuntimeOptions = {
  storeTimeouts: { connectMs: 2_000, requestMs: 3_000, copyMs: 6_000 },
  database: { connectTimeoutMs: 3_000 },
}

export interface InstallationOptions {
  /** Over what tests have by default. */
  settings?: Settings
  runtime?: RuntimeOptions
}

const S3_BUCKET = 'landfall-test'
const API_KEY = 'sk_firsttenantfirsttenantfirsttenantfirs'
const OPERATOR_KEY = 'sk_operatoroperatoroperatoroperatoropera'

export async function startTestInstallation(options: InstallationOptions = {}): Promise<TestInstallation> {
  const resources = new AsyncDisposableStack()
  const database = resources.use(await createTestDatabase())
  const direct = new URL(database.url)
  const databaseGate = resources.use(await startGate({ host: direct.hostname, port: Number(direct.port) }))
  const store = resources.use(await startTestStore())
  const faultyStore = resources.use(await startFaultyStore(store.endpoint))
  const logLines: string[] = []

  const variables = (settings: Settings = {}): Settings => ({
    DATABASE_URL: throughGate(database.url, databaseGate),
    S3_ENDPOINT: faultyStore.endpoint,
    S3_BUCKET,
    S3_ACCESS_KEY_ID: store.accessKeyId,
    S3_SECRET_ACCESS_KEY: store.secretAccessKey,
    S3_CREATE_BUCKET: '1',
    LANDFALL_API_KEY: API_KEY,
    LANDFALL_ADMIN_KEY: OPERATOR_KEY,
    API_PORT: '0',
    ...options.settings,
    ...settings,
  })
  const envOf = (settings?: Settings) => parseEnv(variables(settings))
  const createReplica = async (settings?: Settings) => {
    const replica = await createRuntime(envOf(settings), {
      // A busy machine is no dead one: only tests that wait for a limit set a short one.
      database: { connectTimeoutMs: 30_000, filterTimeoutMs: 10_000 },
      writeLog: line => void logLines.push(line),
      ...options.runtime,
    })
    resources.defer(() => replica.close())
    return replica
  }

  const env = envOf()
  await prepareStore(env)
  const runtime = await createReplica()
  const { organization_id: organizationId, ...rest } = await ensureTenancy(runtime.services, env)
  const tenant = {
    organizationId,
    namespaceId: rest.namespace_id,
    bucketId: rest.bucket_id,
    bucket: rest.bucket,
    apiKey: API_KEY,
  }
  const stranger = await createTenant(runtime)
  return {
    env,
    runtime,
    database,
    databaseGate,
    store,
    faultyStore,
    logLines,
    tenant,
    stranger,
    variables,
    createReplica,
    listKeys: () => listKeys(env),
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  }
}

async function listKeys(env: Env): Promise<string[]> {
  const store = createS3ObjectStore(storeConfigOf(env))
  try {
    const keys: string[] = []
    for await (const { key } of store.listKeys('')) if (!key.startsWith('_landfall/')) keys.push(key)
    return keys
  } finally {
    store.close()
  }
}

function throughGate(url: string, gate: Gate): string {
  const gated = new URL(url)
  gated.hostname = '127.0.0.1'
  gated.port = String(gate.port)
  return gated.href
}

async function createTenant({ services }: Runtime): Promise<Tenant> {
  const organizationId = services.ids.next('organization')
  const namespaceId = services.ids.next('namespace')
  const bucketId = services.ids.next('bucket')
  const apiKey = services.secrets.newApiKey()
  await services.tenants.createOrganization({
    organizationId,
    name: 'stranger',
    namespaceId,
    namespaceName: 'default',
    maxFileBytes: null,
  })
  await services.buckets.create({
    organizationId,
    namespaceId,
    bucketId,
    name: 'uploads',
    description: null,
    schema: { properties: {} },
    uniqueKey: null,
    metadata: null,
    rules: { maxFileBytes: null, contentTypes: [], requireSize: false },
    unconfirmed: 'settle',
    confirmGraceSeconds: 120,
  })
  await services.tenants.createKey({
    keyId: services.ids.next('apiKey'),
    organizationId,
    namespaceId,
    name: 'stranger',
    hash: services.secrets.hash(apiKey),
    prefix: apiKey.slice(0, 8),
    permission: 'admin',
    allNamespaces: true,
    isOperator: false,
  })
  return { organizationId, namespaceId, bucketId, bucket: 'uploads', apiKey }
}
