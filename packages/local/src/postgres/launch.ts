import { spawn } from 'node:child_process'
import { closeSync, openSync, readFileSync, statSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { postgresBinary } from './binaries.ts'
import { PortTakenError, PostgresError } from './errors.ts'
import type { RunAs } from './run-as.ts'
import { findRunning } from './running.ts'
import { serverEnv } from './server-env.ts'

export type Launch = {
  binariesRoot: string
  dataDir: string
  runAs: RunAs
  host: string
  port: number
  logFile: string
  fsync: boolean
}

/** Crash recovery after a kill comes before "ready" and may take a while on a large log. */
const READY_TIMEOUT_MS = 60_000

/**
 * Starts a server and waits until it takes connections. `busy` means that the directory is still held: by a server
 * that another process just started, or by the last backends of one that was killed. Trying again settles both.
 */
export async function launch(opts: Launch): Promise<{ pid: number } | 'busy'> {
  const logStart = statSync(opts.logFile, { throwIfNoEntry: false })?.size ?? 0
  const child = spawnServer(opts)
  let exitCode: number | null | undefined
  child.on('exit', code => {
    exitCode = code
  })
  const deadline = Date.now() + READY_TIMEOUT_MS
  while (exitCode === undefined) {
    const running = findRunning(opts.dataDir)
    if (running !== null && running.pid === child.pid && running.status === 'ready') {
      child.unref()
      return { pid: running.pid }
    }
    if (Date.now() > deadline) {
      child.kill('SIGQUIT')
      throw new PostgresError(
        `Postgres was not ready within ${READY_TIMEOUT_MS / 1000} s; see ${opts.logFile}.`,
      )
    }
    await sleep(15)
  }
  return explainExit(readFileSync(opts.logFile, 'utf8').slice(logStart), opts)
}

/**
 * In a session of its own, so that Ctrl-C in the terminal does not reach it before its clients are stopped; its log
 * goes to a file, not to a pipe that would break with us.
 */
function spawnServer(opts: Launch) {
  const log = openSync(opts.logFile, 'a', 0o600)
  try {
    return spawn(postgresBinary(opts.binariesRoot), ['-D', opts.dataDir, ...settings(opts)], {
      ...(opts.runAs ?? {}),
      cwd: '/',
      env: serverEnv(),
      detached: true,
      stdio: ['ignore', log, log],
    }).on('error', () => undefined)
  } finally {
    closeSync(log)
  }
}

function settings(opts: Launch): string[] {
  const values = {
    listen_addresses: opts.host,
    port: opts.port,
    // No socket file: it would lie in a folder that all users share.
    unix_socket_directories: '',
    max_connections: 200,
    timezone: 'UTC',
    log_timezone: 'UTC',
    // Our statements are short; compiling them costs more than it saves.
    jit: 'off',
    // Nobody replicates from an embedded server.
    wal_level: 'minimal',
    max_wal_senders: 0,
    ...(opts.fsync ? {} : { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }),
  }
  return Object.entries(values).flatMap(([name, value]) => ['-c', `${name}=${value}`])
}

function explainExit(log: string, opts: Launch): 'busy' {
  if (/could not bind .*(in use|Permission denied)/i.test(log)) throw new PortTakenError(opts.port)
  if (/lock file "postmaster\.pid" (already exists|is empty)|pre-existing shared memory block/.test(log))
    return 'busy'
  const lastLines = log.trim().split('\n').slice(-5).join('\n')
  throw new PostgresError(`Postgres did not start (log: ${opts.logFile}):\n${lastLines || 'it said nothing'}`)
}
