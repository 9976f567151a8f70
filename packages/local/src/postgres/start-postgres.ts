/**
 * One Postgres on one data directory, on loopback. Owns: finding the binaries, the user and the place they can run
 * in, creating the cluster, starting or adopting the server, stopping it. Does not own: which port to try next,
 * keeping the password, migrations.
 *
 * The server outlives us when we are killed. So a start first looks for a live one on the same directory and takes
 * it over; it never starts a second beside it, and Postgres' own lock file settles a race of two starts.
 */
import { resolve } from 'node:path'
import { adoptOrLaunch } from './adopt-or-launch.ts'
import { findBinaries } from './binaries.ts'
import { acceptsClient, createDatabase } from './connect.ts'
import { initCluster } from './init-cluster.ts'
import { launch } from './launch.ts'
import { type Log, placeBinaries, placeCluster } from './place.ts'
import { chooseUser } from './run-as.ts'
import { findRunning } from './running.ts'
import { stopPostmaster } from './stop-postgres.ts'

export type PostgresOptions = {
  dataDir: string
  /** Exactly this port, or `PortTakenError`; without it any free one. A live server on another port is moved here. */
  port?: number
  host?: '127.0.0.1' | '::1'
  /** The superuser, made with the cluster. Default `landfall`. */
  user?: string
  password: string
  /** Default: beside the data directory. */
  logFile?: string
  /** False only for databases that nobody will miss. */
  fsync?: boolean
  /** Takes what a person should know, such as data that lies elsewhere. */
  log?: Log
}

export interface Postgres extends AsyncDisposable {
  readonly pid: number
  readonly port: number
  /** True if the server was running already, left behind by a start that was killed. */
  readonly adopted: boolean
  /** Where the data really lies: behind a link if the asked folder is closed to the server's user. */
  readonly dataDir: string
  url(database?: string): string
  createDatabase(name: string): Promise<void>
  isRunning(): boolean
  /** Returns when the server is gone. */
  stop(): Promise<void>
}

export async function startPostgres(opts: PostgresOptions): Promise<Postgres> {
  const asked = resolve(opts.dataDir)
  const runAs = chooseUser(asked)
  const binariesRoot = placeBinaries(findBinaries(), runAs)
  const dataDir = placeCluster(asked, runAs, opts.log ?? (() => undefined))
  const { password, user = 'landfall', host = '127.0.0.1', fsync = true, logFile = `${asked}.log` } = opts
  await initCluster({ binariesRoot, dataDir, runAs, user, password, fsync })

  const login = `${encodeURIComponent(user)}:${encodeURIComponent(password)}`
  const urlHost = host.includes(':') ? `[${host}]` : host
  const urlAt = (port: number, database = 'postgres') => `postgres://${login}@${urlHost}:${port}/${database}`
  const server = await adoptOrLaunch(dataDir, opts.port, {
    launch: port => launch({ binariesRoot, dataDir, runAs, host, port, logFile, fsync }),
    accepts: port => acceptsClient(urlAt(port), asked),
  })
  const stop = () => stopPostmaster(server.pid, dataDir)
  return {
    ...server,
    dataDir,
    url: database => urlAt(server.port, database),
    createDatabase: name => createDatabase(urlAt(server.port), name),
    isRunning: () => findRunning(dataDir)?.pid === server.pid,
    stop,
    [Symbol.asyncDispose]: stop,
  }
}
