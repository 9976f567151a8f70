/**
 * The process behind `npm start`: settings in, signals to the supervisor, one message and an exit code at the end.
 * Ctrl-C in a terminal signals the whole process group, and npm passes its own copy on; so what comes right after the
 * first signal is the same one again, and only a later one means "at once".
 */
import { join } from 'node:path'
import type { Entries } from './keep-parts.ts'
import { browserCommand, openInBrowser } from './open-browser.ts'
import { readSettings } from './settings.ts'
import { StartError } from './start-error.ts'
import { Supervisor } from './supervisor.ts'
import { createTerminal } from './terminal.ts'

const ROOT = join(import.meta.dirname, '..', '..', '..', '..')
const SAME_SIGNAL_MS = 1_000

export async function main(entries: Entries = defaultEntries()): Promise<number> {
  // What a person waited for, an install before this included.
  const startedAt = Date.now() - process.uptime() * 1000
  // Whoever read our output may go away; that must not end us.
  process.stdout.on('error', () => undefined)
  const terminal = createTerminal(process.stdout)
  try {
    const settings = readSettings(process.env, ROOT)
    const supervisor = new Supervisor({ settings, entries, env: process.env, terminal, startedAt, openPage })
    stopOnSignal(supervisor, terminal.say)
    await supervisor.run()
    terminal.say('Stopped.')
    return 0
  } catch (error) {
    process.stderr.write(`${error instanceof StartError ? error.message : String((error as Error).stack)}\n`)
    return 1
  }
}

function openPage(url: string): void {
  const { platform, env, stdout } = process
  const command = browserCommand({ platform, env, isTerminal: stdout.isTTY === true })
  if (command !== null) openInBrowser(command, url)
}

function stopOnSignal(supervisor: Supervisor, say: (line: string) => void): void {
  let stoppingSince = 0
  const onSignal = () => {
    if (stoppingSince === 0) {
      stoppingSince = Date.now()
      say('\nStopping ...')
      supervisor.stop()
    } else if (Date.now() - stoppingSince > SAME_SIGNAL_MS) {
      supervisor.kill()
      process.exit(130)
    }
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, onSignal)
}

function defaultEntries(): Entries {
  return {
    s3: join(import.meta.dirname, '..', 's3', 'main.ts'),
    bootstrap: join(ROOT, 'apps', 'api', 'src', 'bootstrap.ts'),
    api: join(ROOT, 'apps', 'api', 'src', 'main.ts'),
    worker: join(ROOT, 'apps', 'worker', 'src', 'main.ts'),
    web: join(ROOT, 'apps', 'web', 'src', 'main.ts'),
  }
}
