import { join, resolve } from 'node:path'
import { StartError } from './start-error.ts'

export type PortName = 'WEB_PORT' | 'API_PORT' | 'S3_PORT' | 'PG_PORT'

/** A default may move to the next free port; what somebody asked for may not. */
export type PortWish = { name: PortName; port: number; isExplicit: boolean }

/** Null where the AWS default (region's own endpoint, credential chain) is meant. */
export type ExternalStore = {
  endpoint: string | null
  bucket: string
  accessKeyId: string | null
  secretAccessKey: string | null
}

export type Settings = {
  /** All that is stored lies in here. */
  dir: string
  ports: { web: PortWish; api: PortWish; s3: PortWish; postgres: PortWish }
  /** Somebody's own Postgres; null starts the embedded one. */
  databaseUrl: string | null
  /** Somebody's own bucket; null starts the embedded store. */
  externalStore: ExternalStore | null
}

type Env = Record<string, string | undefined>

/** An empty variable is an unset one, as everywhere in a shell. */
export function readSettings(env: Env, root: string): Settings {
  const ports = {
    web: portWish(env, 'WEB_PORT', 3000),
    api: portWish(env, 'API_PORT', 4000),
    s3: portWish(env, 'S3_PORT', 9000),
    postgres: portWish(env, 'PG_PORT', 5433),
  }
  refuseEqualPorts(Object.values(ports).filter(wish => wish.isExplicit))
  return {
    dir: env.LANDFALL_DIR ? resolve(env.LANDFALL_DIR) : join(root, '.landfall'),
    ports,
    databaseUrl: env.DATABASE_URL || null,
    externalStore: readStore(env),
  }
}

function readStore(env: Env): ExternalStore | null {
  const endpoint = env.S3_ENDPOINT || null
  const bucket = env.S3_BUCKET || null
  if (endpoint === null && bucket === null) return null
  if (bucket === null)
    throw new StartError('S3_ENDPOINT is set, but S3_BUCKET is not: name the bucket to use.')
  return {
    endpoint,
    bucket,
    accessKeyId: env.S3_ACCESS_KEY_ID || null,
    secretAccessKey: env.S3_SECRET_ACCESS_KEY || null,
  }
}

function portWish(env: Env, name: PortName, preferred: number): PortWish {
  const text = env[name]
  if (!text) return { name, port: preferred, isExplicit: false }
  const port = /^\d+$/.test(text) ? Number(text) : 0
  if (port < 1 || port > 65_535)
    throw new StartError(`${name}=${text} is not a port: use a number from 1 to 65535.`)
  return { name, port, isExplicit: true }
}

function refuseEqualPorts(wishes: PortWish[]): void {
  for (const [index, wish] of wishes.entries()) {
    const twin = wishes.slice(index + 1).find(other => other.port === wish.port)
    if (twin) throw new StartError(`${wish.name} and ${twin.name} are both ${wish.port}.`)
  }
}
