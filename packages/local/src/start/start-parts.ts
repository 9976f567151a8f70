/**
 * The order of a start: Postgres, the S3 store, the one-shot set-up, then api, worker and web together. All ports are
 * chosen before the first part starts, so that a wrong wish costs nothing. Each part is handed over as soon as it
 * runs, so that whoever called can stop it whatever happens to the next one.
 */
import { join } from 'node:path'
import { runBootstrap } from './bootstrap.ts'
import { childEnv, embeddedStore, type Store } from './child-env.ts'
import { choosePostgresPort, DATABASE, runOf, startEmbeddedPostgres } from './embedded-postgres.ts'
import { keep, keepChild, logFile, type StartContext, startTogether } from './keep-parts.ts'
import type { LocalJson } from './local-json.ts'
import { Ports } from './ports.ts'

type ChosenPorts = { postgres: number; s3: number; api: number; web: number }

export type Started = { local: Omit<LocalJson, 'pids'>; signInToken: string }

export async function startParts(ctx: StartContext): Promise<Started> {
  const { settings, secrets, terminal } = ctx
  const ports = await choosePorts(ctx)
  const databaseUrl = settings.databaseUrl ?? (await startDatabase(ctx, ports.postgres))
  const store = settings.externalStore
    ? { ...settings.externalStore, isEmbedded: false, eventsSecret: null }
    : await startStore(ctx, ports)
  const webUrl = `http://127.0.0.1:${ports.web}`
  const env = childEnv({
    base: ctx.env,
    databaseUrl,
    store,
    secrets,
    apiPort: ports.api,
    webOrigin: webUrl,
    webPort: ports.web,
  })
  const { tenancy, signInToken } = await terminal.step('Preparing database and bucket', () =>
    runBootstrap({ entry: ctx.entries.bootstrap, env, logFile: logFile(ctx, 'bootstrap') }, ctx.signal),
  )
  await terminal.step('Starting API, worker and dashboard', () =>
    startTogether(ctx, [
      { name: 'api', label: 'The API', entry: ctx.entries.api, env },
      { name: 'worker', label: 'The worker', entry: ctx.entries.worker, env },
      { name: 'web', label: 'The dashboard', entry: ctx.entries.web, env },
    ]),
  )
  const local = {
    web_url: webUrl,
    api_url: `http://127.0.0.1:${ports.api}`,
    api_key: secrets.api_key,
    admin_key: secrets.admin_key,
    ...tenancy,
    s3_endpoint: store.endpoint,
    s3_bucket: store.bucket,
    s3_access_key_id: store.accessKeyId,
    s3_secret_access_key: store.secretAccessKey,
    database_url: databaseUrl,
  }
  return { local, signInToken }
}

async function choosePorts(ctx: StartContext): Promise<ChosenPorts> {
  const { settings, terminal } = ctx
  const taken = new Ports()
  const postgres = settings.databaseUrl === null ? await choosePostgresPort(postgresWish(ctx), taken) : 0
  const s3 =
    settings.externalStore === null ? await taken.choose(settings.ports.s3, 'the S3 store', terminal.say) : 0
  const api = await taken.choose(settings.ports.api, 'the API', terminal.say)
  const web = await taken.choose(settings.ports.web, 'the dashboard', terminal.say)
  return { postgres, s3, api, web }
}

function postgresWish(ctx: StartContext) {
  return {
    dir: ctx.settings.dir,
    logFile: logFile(ctx, 'postgres'),
    password: ctx.secrets.postgres_password,
    wish: ctx.settings.ports.postgres,
    say: ctx.terminal.say,
  }
}

async function startDatabase(ctx: StartContext, port: number): Promise<string> {
  return await ctx.terminal.step('Starting Postgres', async word => {
    let url = ''
    const start = async (signal: AbortSignal) => {
      const postgres = await startEmbeddedPostgres(postgresWish(ctx), port)
      if (signal.aborted) {
        await postgres.stop()
        signal.throwIfAborted()
      }
      url = postgres.url(DATABASE)
      if (postgres.adopted) word('found running, adopted')
      return runOf(postgres)
    }
    await keep(ctx, { name: 'postgres', label: 'Postgres', start })
    return url
  })
}

/** The API is not there yet; the store keeps its events until it is. */
async function startStore(ctx: StartContext, ports: ChosenPorts): Promise<Store> {
  const store = embeddedStore(`http://127.0.0.1:${ports.s3}`, ctx.secrets)
  const env = {
    ...ctx.env,
    S3_DIR: join(ctx.settings.dir, 's3'),
    S3_PORT: String(ports.s3),
    S3_EVENTS_URL: `http://127.0.0.1:${ports.api}/hooks/s3`,
    S3_EVENTS_SECRET: ctx.secrets.s3_events_secret,
    S3_ACCESS_KEY_ID: ctx.secrets.s3_access_key_id,
    S3_SECRET_ACCESS_KEY: ctx.secrets.s3_secret_access_key,
  }
  await ctx.terminal.step('Starting the S3 store', () =>
    keepChild(ctx, { name: 's3', label: 'The S3 store', entry: ctx.entries.s3, env }, ctx.signal),
  )
  return store
}
