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

/**
 * Process ids are reused, after a reboot or in a container within minutes. A postmaster works in its data directory,
 * which no other process can claim by accident; without /proc the command line has to tell.
 */
export function isPostmasterOf(pid: number, dataDir: string): boolean {
  if (!isAlive(pid)) return false
  const real = realpathSync(dataDir)
  try {
    if (process.platform === 'linux') {
      const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')[0] ?? ''
      return command.includes('postgres') && readlinkSync(`/proc/${pid}/cwd`) === real
    }
    const command = execFileSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' })
    return command.includes('postgres') && command.includes(real)
  } catch {
    return false
  }
}
