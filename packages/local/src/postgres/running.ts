import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { isPostmasterOf } from './process-state.ts'

export type RunningPostgres = {
  pid: number
  port: number
  /** What the postmaster says of itself; only `ready` takes connections. */
  status: 'starting' | 'stopping' | 'ready' | 'standby' | 'unknown'
}

export function pidFileOf(dataDir: string): string {
  return join(dataDir, 'postmaster.pid')
}

/**
 * The Postgres that holds this data directory now, or null; a pid file left by a crash or a reboot counts as null.
 * Layout of the file: https://www.postgresql.org/docs/18/storage-file-layout.html (pid, directory, start, port,
 * socket directory, address, shared memory, status).
 */
export function findRunning(dataDir: string): RunningPostgres | null {
  const lines = readLines(pidFileOf(dataDir))
  const pid = toPid(lines[0])
  if (pid === null || !isPostmasterOf(pid, dataDir)) return null
  return { pid, port: Number(lines[3]), status: toStatus(lines[7]) }
}

export function pidInFile(dataDir: string): number | null {
  return toPid(readLines(pidFileOf(dataDir))[0])
}

function toPid(line: string | undefined): number | null {
  const pid = Number(line)
  return Number.isInteger(pid) && pid > 1 ? pid : null
}

function readLines(file: string): string[] {
  try {
    return readFileSync(file, 'utf8').split('\n')
  } catch {
    return []
  }
}

function toStatus(line: string | undefined): RunningPostgres['status'] {
  const word = line?.trim()
  if (word === 'starting' || word === 'stopping' || word === 'ready' || word === 'standby') return word
  return 'unknown'
}
