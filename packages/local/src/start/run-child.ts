import { type ChildProcess, fork } from 'node:child_process'
import { closeSync, fstatSync, openSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { lastLines } from './log-file.ts'
import type { Run } from './run.ts'
import { StartError } from './start-error.ts'

export type ChildSpec = {
  label: string
  /** A .ts file for Node; it says `{type:'ready'}` over IPC, stops on SIGTERM, and exits when the channel closes. */
  entry: string
  env: NodeJS.ProcessEnv
  logFile: string
}

const READY_TIMEOUT_MS = 60_000
const STOP_TIMEOUT_MS = 10_000
const SHOWN_LINES = 15

/** Resolves when the child is ready; a child that ends before that, or an abort, is a failure. */
export async function runChild(spec: ChildSpec, signal: AbortSignal): Promise<Run> {
  const { child, logStart } = spawnChild(spec)
  const gone = new Promise<string>(done => {
    child.once('error', error => done(error.message))
    child.once('exit', (code, killedBy) => done(describeEnd(spec, { code, killedBy, logStart })))
  })
  let isGone = false
  gone.then(() => {
    isGone = true
  })
  const run: Run = {
    pid: child.pid ?? 0,
    outlivesUs: false,
    gone,
    kill: () => killGroup(child),
    async stop() {
      if (isGone) return
      child.kill('SIGTERM')
      const timer = new AbortController()
      const late = sleep(STOP_TIMEOUT_MS, 'late' as const, { signal: timer.signal, ref: true }).catch(
        () => 'stopped',
      )
      if ((await Promise.race([gone, late])) === 'late') killGroup(child)
      timer.abort()
      await gone
    },
  }
  const outcome = await firstOf(child, gone, signal)
  if (outcome === 'ready') return run
  await run.stop()
  throw new StartError(`${spec.label} ${outcome}`)
}

/**
 * A session of its own: Ctrl-C in the terminal reaches us alone, and we stop the parts in their order. Output goes to
 * the log by file descriptor, so nothing is lost or blocked when we die; what closes then is the IPC channel.
 */
function spawnChild(spec: ChildSpec): { child: ChildProcess; logStart: number } {
  const log = openSync(spec.logFile, 'a', 0o600)
  try {
    const logStart = fstatSync(log).size
    const child = fork(spec.entry, [], {
      env: spec.env,
      execArgv: [],
      detached: true,
      stdio: ['ignore', log, log, 'ipc'],
    })
    return { child, logStart }
  } finally {
    closeSync(log)
  }
}

async function firstOf(child: ChildProcess, gone: Promise<string>, signal: AbortSignal): Promise<string> {
  const settled = new AbortController()
  const ready = new Promise<string>(done => {
    child.on('message', message => {
      if ((message as { type?: unknown } | null)?.type === 'ready') done('ready')
    })
  })
  const aborted = new Promise<string>(done => {
    if (signal.aborted) done('was stopped')
    signal.addEventListener('abort', () => done('was stopped'), { once: true, signal: settled.signal })
  })
  const late = sleep(READY_TIMEOUT_MS, `was not ready within ${READY_TIMEOUT_MS / 1000} s`, {
    signal: settled.signal,
  }).catch(() => 'settled')
  try {
    return await Promise.race([ready, gone, aborted, late])
  } finally {
    settled.abort()
  }
}

function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return
  try {
    process.kill(-child.pid, 'SIGKILL')
  } catch {
    child.kill('SIGKILL')
  }
}

type End = { code: number | null; killedBy: NodeJS.Signals | null; logStart: number }

function describeEnd(spec: ChildSpec, end: End): string {
  const how = end.killedBy === null ? `ended with exit code ${end.code}` : `was killed by ${end.killedBy}`
  const lines = lastLines(spec.logFile, { from: end.logStart, count: SHOWN_LINES })
  return lines === '' ? how : `${how}; its last lines (${spec.logFile}):\n${lines}`
}
