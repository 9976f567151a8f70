/** How a start hands its parts to whoever stops them, and keeps each alive from then on. */
import { join } from 'node:path'
import { keepRunning, type Part } from './keep-running.ts'
import { rotateLog } from './log-file.ts'
import type { Run } from './run.ts'
import { type ChildSpec, runChild } from './run-child.ts'
import type { Secrets } from './secrets.ts'
import type { Settings } from './settings.ts'
import type { Terminal } from './terminal.ts'

/** The programs to run; tests put others in their place. */
export type Entries = { s3: string; bootstrap: string; api: string; worker: string; web: string }

export type StartContext = {
  settings: Settings
  entries: Entries
  env: NodeJS.ProcessEnv
  secrets: Secrets
  terminal: Terminal
  signal: AbortSignal
  addPart(part: Part): void
  onStarted(name: string, run: Run): void
  onGaveUp(reason: string): void
}

type NamedChild = Omit<ChildSpec, 'logFile'> & { name: string }

/** If one fails, the others are not waited for. */
export async function startTogether(ctx: StartContext, children: NamedChild[]): Promise<void> {
  const failed = new AbortController()
  const signal = AbortSignal.any([ctx.signal, failed.signal])
  const starts = children.map(child =>
    keepChild(ctx, child, signal).catch(error => {
      failed.abort()
      throw error
    }),
  )
  const results = await Promise.allSettled(starts)
  // The first to fail is the cause; the other one was stopped because of it.
  const causes = results.flatMap(result => (result.status === 'rejected' ? [result.reason] : []))
  const cause = causes.find(error => !String(error.message).endsWith('was stopped')) ?? causes[0]
  if (cause !== undefined) throw cause
}

export function keepChild(ctx: StartContext, child: NamedChild, firstStart: AbortSignal): Promise<void> {
  const file = logFile(ctx, child.name)
  return keep(ctx, {
    name: child.name,
    label: child.label,
    start: signal => runChild({ ...child, logFile: file }, AbortSignal.any([signal, firstStart])),
  })
}

type Kept = { name: string; label: string; start(signal: AbortSignal): Promise<Run> }

export async function keep(ctx: StartContext, kept: Kept): Promise<void> {
  const part = await keepRunning(
    {
      label: kept.label,
      start: kept.start,
      say: ctx.terminal.say,
      onStarted: run => ctx.onStarted(kept.name, run),
      onGaveUp: ctx.onGaveUp,
    },
    ctx.signal,
  )
  ctx.addPart(part)
}

export function logFile(ctx: StartContext, name: string): string {
  const file = join(ctx.settings.dir, 'logs', `${name}.log`)
  rotateLog(file)
  return file
}
