/**
 * One Landfall on one folder: holds the folder's lock, remembers the running parts, stops them in reverse. Does not
 * own: the order of the start (start-parts), signals and exit codes (main), how a part runs or is kept alive.
 */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Entries } from './keep-parts.ts'
import type { Part } from './keep-running.ts'
import { type LocalJson, writeLocalJson } from './local-json.ts'
import { acquireLock, type Lock } from './lock.ts'
import { loadSecrets } from './secrets.ts'
import type { Settings } from './settings.ts'
import { StartError } from './start-error.ts'
import { startParts } from './start-parts.ts'
import { signInUrl, summary } from './summary.ts'
import type { Terminal } from './terminal.ts'

export type SupervisorOptions = {
  settings: Settings
  entries: Entries
  env: NodeJS.ProcessEnv
  terminal: Terminal
  startedAt: number
  /** Shows the dashboard to somebody who sits at this machine. */
  openPage(url: string): void
}

export class Supervisor {
  readonly #opts: SupervisorOptions
  readonly #stopping = new AbortController()
  readonly #parts: Part[] = []
  #problem: StartError | null = null

  constructor(opts: SupervisorOptions) {
    this.#opts = opts
  }

  /** Returns after a stop that was asked for; throws what kept it from starting or from running on. */
  async run(): Promise<void> {
    const { settings } = this.#opts
    makeFolders(settings.dir)
    const lock = await acquireLock(settings.dir)
    try {
      await this.#start(lock)
      await untilAborted(this.#stopping.signal)
    } catch (error) {
      if (!this.#stopping.signal.aborted) throw error
    } finally {
      await this.#stopParts()
      lock.release()
    }
    if (this.#problem !== null) throw this.#problem
  }

  stop(): void {
    this.#stopping.abort()
  }

  /** For somebody who will not wait any longer; the next start recovers. */
  kill(): void {
    this.#stopping.abort()
    for (const part of this.#parts) part.kill()
  }

  async #start(lock: Lock): Promise<void> {
    const { settings, terminal, startedAt } = this.#opts
    let local: LocalJson | null = null
    const started = await startParts({
      ...this.#opts,
      secrets: loadSecrets(settings.dir),
      signal: this.#stopping.signal,
      addPart: part => this.#parts.push(part),
      onStarted(name, run) {
        lock.note(name, run)
        if (local !== null) writeLocalJson(settings.dir, { ...local, pids: pidsOf(lock) })
      },
      onGaveUp: reason => {
        this.#problem = new StartError(reason)
        this.stop()
      },
    })
    local = { ...started.local, pids: pidsOf(lock) }
    writeLocalJson(settings.dir, local)
    const seconds = (Date.now() - startedAt) / 1000
    terminal.say(
      summary(local, {
        dir: settings.dir,
        seconds,
        isStoreEmbedded: settings.externalStore === null,
        signInToken: started.signInToken,
      }),
    )
    this.#opts.openPage(signInUrl(local.web_url, started.signInToken))
  }

  /** Last started, first stopped: nobody loses the part it leans on. One that fails to stop does not keep the others. */
  async #stopParts(): Promise<void> {
    for (const part of this.#parts.toReversed()) {
      try {
        await part.stop()
      } catch (error) {
        this.#problem ??= new StartError(`${part.label} could not be stopped: ${error}`)
      }
    }
  }
}

/** As root, Postgres runs as somebody else and has to get through this folder. */
function makeFolders(dir: string): void {
  mkdirSync(join(dir, 'logs'), { recursive: true, mode: process.getuid?.() === 0 ? 0o711 : 0o700 })
}

function pidsOf(lock: Lock): Record<string, number> {
  return { supervisor: process.pid, ...lock.pids() }
}

function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise(done => {
    if (signal.aborted) done()
    else signal.addEventListener('abort', () => done(), { once: true })
  })
}
