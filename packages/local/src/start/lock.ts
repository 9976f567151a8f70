/**
 * One supervisor per folder. The lock file names our process and those of our parts; a lock whose process is gone is
 * stale. After a kill of us alone the parts end by themselves, but that takes a moment, and until then they hold
 * their ports: the next start waits for them, so that it gets the same ports again.
 */
import { existsSync, linkSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { commandLineOf, isAlive, startTimeOf, waitUntilGone } from '../postgres/process-state.ts'
import { writePrivateJson } from './private-file.ts'
import type { Run } from './run.ts'
import { StartError } from './start-error.ts'

type Process = { pid: number; command: string; startedAt: string }
type Holder = Process & { parts: Record<string, Process & { outlivesUs: boolean }> }

export interface Lock {
  /** Notes a part's process for the start after a crash. */
  note(part: string, run: Pick<Run, 'pid' | 'outlivesUs'>): void
  pids(): Record<string, number>
  release(): void
}

const LEFTOVER_TIMEOUT_MS = 6_000

export async function acquireLock(dir: string): Promise<Lock> {
  const file = join(dir, 'lock.json')
  const holder: Holder = { ...identify(process.pid), parts: {} }
  const before = readHolder(file)
  if (before !== null) {
    if (isSame(before)) throw alreadyRunning(before, dir)
    removeStale(file, before, dir)
    const leftovers = Object.values(before.parts).filter(part => !part.outlivesUs)
    await Promise.all(leftovers.map(endLeftover))
  }
  claim(file, holder, dir)
  return {
    note(part, { pid, outlivesUs }) {
      holder.parts[part] = { ...identify(pid), outlivesUs }
      writePrivateJson(file, holder)
    },
    pids: () => Object.fromEntries(Object.entries(holder.parts).map(([name, part]) => [name, part.pid])),
    release: () => rmSync(file, { force: true }),
  }
}

/** Between reading and removing, another start may have put its own there: what was moved aside is looked at again. */
function removeStale(file: string, stale: Holder, dir: string): void {
  const aside = `${file}.${process.pid}.stale`
  try {
    renameSync(file, aside)
  } catch {
    return
  }
  const moved = readHolder(aside)
  try {
    if (moved === null || moved.pid === stale.pid) return
    linkSync(aside, file)
    throw alreadyRunning(moved, dir)
  } finally {
    rmSync(aside, { force: true })
  }
}

/** A link to a finished file fails if somebody else's is there by now: of two starts at once, one wins. */
function claim(file: string, holder: Holder, dir: string): void {
  const draft = `${file}.${process.pid}`
  writePrivateJson(draft, holder)
  try {
    linkSync(draft, file)
  } catch (cause) {
    const other = readHolder(file)
    if (other === null) throw cause
    throw alreadyRunning(other, dir)
  } finally {
    rmSync(draft, { force: true })
  }
}

function readHolder(file: string): Holder | null {
  if (!existsSync(file)) return null
  try {
    const holder = JSON.parse(readFileSync(file, 'utf8')) as Partial<Holder> | null
    return {
      ...NOBODY,
      ...(typeof holder?.pid === 'number' && typeof holder.parts === 'object' ? holder : {}),
    }
  } catch {
    // Written in one go, so only a loss of power cuts it short; then its holder is gone as well.
    return NOBODY
  }
}

const NOBODY: Holder = { pid: 0, command: '', startedAt: '', parts: {} }

const identify = (pid: number): Process => ({
  pid,
  command: commandLineOf(pid),
  startedAt: startTimeOf(pid),
})

/**
 * Process ids are reused, and in a container the same start gets the same ids every time, its command line included.
 * Only the time at which a process began tells two lives apart.
 */
function isSame(noted: Process): boolean {
  if (noted.pid <= 1 || !isAlive(noted.pid)) return false
  const now = identify(noted.pid)
  return now.command === noted.command && now.startedAt === noted.startedAt
}

async function endLeftover(part: Process): Promise<void> {
  if (!isSame(part) || (await waitUntilGone(part.pid, LEFTOVER_TIMEOUT_MS))) return
  if (!isSame(part)) return
  process.kill(part.pid, 'SIGKILL')
  await waitUntilGone(part.pid, 1_000)
}

function alreadyRunning(holder: Holder, dir: string): StartError {
  return new StartError(
    `Landfall runs already from ${dir} (process ${holder.pid}). Stop that one first, or set LANDFALL_DIR to start another.`,
  )
}
