import { type ChildProcess, spawn } from 'node:child_process'
import { delimiter, dirname, join } from 'node:path'

export type Command = { file: string; args: string[]; env?: NodeJS.ProcessEnv; timeoutMs: number }
export type Outcome = { isOk: boolean; output: string }

export const ROOT = join(import.meta.dirname, '..', '..')

/** No tool of ours may phone home or ask a question; all of them run on the Node that runs this. */
export function toolEnv(extra: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
  return {
    ...process.env,
    PATH: `${dirname(process.execPath)}${delimiter}${process.env.PATH ?? ''}`,
    TURBO_TELEMETRY_DISABLED: '1',
    TURBO_NO_UPDATE_NOTIFIER: '1',
    DO_NOT_TRACK: '1',
    ...extra,
  }
}

const running = new Set<ChildProcess>()

/** Every command has a process group of its own, so that it goes with all it started when we go. */
export function killAll(signal: NodeJS.Signals): void {
  for (const child of running) killGroup(child, signal)
}

function killGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return
  try {
    process.kill(process.platform === 'win32' ? child.pid : -child.pid, signal)
  } catch {
    child.kill(signal)
  }
}

export async function runQuietly(command: Command): Promise<Outcome> {
  const chunks: Buffer[] = []
  const child = spawn(command.file, command.args, {
    cwd: ROOT,
    env: command.env ?? toolEnv(),
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: process.platform !== 'win32',
  })
  child.stdout.on('data', chunk => chunks.push(chunk))
  child.stderr.on('data', chunk => chunks.push(chunk))
  const end = await ended(child, command.timeoutMs)
  return { isOk: end === null, output: Buffer.concat(chunks).toString() + (end ?? '') }
}

/** The same, but the person at the terminal watches. */
export async function runAloud(command: Command): Promise<Outcome> {
  const child = spawn(command.file, command.args, {
    cwd: ROOT,
    env: command.env ?? toolEnv(),
    stdio: ['ignore', 'inherit', 'inherit'],
    detached: process.platform !== 'win32',
  })
  const end = await ended(child, command.timeoutMs)
  return { isOk: end === null, output: end ?? '' }
}

/** Null for a good end, else what went wrong. What the command started ends with it, also after a good end. */
function ended(child: ChildProcess, timeoutMs: number): Promise<string | null> {
  running.add(child)
  return new Promise(done => {
    let isTooLate = false
    const timer = setTimeout(() => {
      isTooLate = true
      killGroup(child, 'SIGKILL')
    }, timeoutMs)
    const finish = (problem: string | null) => {
      clearTimeout(timer)
      running.delete(child)
      done(isTooLate ? `\nstopped after ${timeoutMs / 1000} s\n` : problem)
    }
    child.on('error', error => finish(`\n${error.message}\n`))
    // What it left behind would keep its output open, and us waiting for the end of that.
    child.on('exit', () => killGroup(child, 'SIGKILL'))
    child.on('close', (code, signal) =>
      finish(code === 0 ? null : `\nended with ${signal ?? `exit code ${code}`}\n`),
    )
  })
}
