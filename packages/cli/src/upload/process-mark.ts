import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

/** One process of this machine: systems give the number of one that has ended to another. */
export interface ProcessMark {
  pid: number
  /** When it began, in whatever way the system tells it; `null` where it does not. */
  began: string | null
}

export const OWN_PROCESS: ProcessMark = { pid: process.pid, began: beginOf(process.pid) }

export function isAlive({ pid, began }: ProcessMark): boolean {
  try {
    process.kill(pid, 0)
  } catch (error) {
    // Of another person of this machine: it is there, and may not be sent a signal.
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false
  }
  return began === null || beginOf(pid) === began
}

function beginOf(pid: number): string | null {
  if (process.platform === 'win32') return null
  try {
    return process.platform === 'linux' ? ticksOf(pid) : psOf(pid)
  } catch {
    return null
  }
}

/** Field 22 of proc(5), in ticks since the machine began; the name before it may have spaces and brackets in it. */
function ticksOf(pid: number): string | null {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  // A zombie has ended; only its parent has not looked yet.
  return fields[0] === 'Z' ? null : (fields[19] ?? null)
}

/** In UTC: whoever travels, or puts the clocks back, would take the same process for another one. */
const psOf = (pid: number): string =>
  execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], {
    encoding: 'utf8',
    env: { LC_ALL: 'C', TZ: 'UTC' },
  }).trim()
