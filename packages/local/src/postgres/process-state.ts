import { execFileSync } from 'node:child_process'
import { readFileSync, readlinkSync, realpathSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'

/** A zombie answers signal 0 until its parent reaps it, and in a container nobody may: it counts as gone. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The command name stands in parentheses and may itself hold any of them; the state is what follows the last.
    return !/^\)\s+[ZX]/.test(stat.slice(stat.lastIndexOf(')')))
  } catch {
    return process.platform !== 'linux'
  }
}

export async function waitUntilGone(pid: number, timeoutMs: number): Promise<boolean> {
  const deadline = Date.now() + timeoutMs
  while (isAlive(pid)) {
    if (Date.now() > deadline) return false
    await sleep(20)
  }
  return true
}

/** Empty for a process that is gone or hidden from us. */
export function commandLineOf(pid: number): string {
  try {
    if (process.platform === 'linux') {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim()
    }
    return execFileSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' }).trim()
  } catch {
    return ''
  }
}

/** When a process began, as the system writes it; with the id it names one process for good. Empty where unknown. */
export function startTimeOf(pid: number): string {
  try {
    if (process.platform !== 'linux') {
      return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim()
    }
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // proc(5): field 22 is the start time in ticks since boot; counting starts behind the command name, field 2.
    const ticks = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? ''
    return `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()} ${ticks}`
  } catch {
    return ''
  }
}

/**
 * Process ids are reused, after a reboot or in a container within minutes. A postmaster works in its data directory,
 * which no other process can claim by accident; without /proc the command line has to tell.
 */
export function isPostmasterOf(pid: number, dataDir: string): boolean {
  if (!isAlive(pid) || !commandLineOf(pid).includes('postgres')) return false
  const real = realpathSync(dataDir)
  if (process.platform !== 'linux') return commandLineOf(pid).includes(real)
  try {
    return readlinkSync(`/proc/${pid}/cwd`) === real
  } catch {
    return false
  }
}
