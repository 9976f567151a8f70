import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync } from 'node:fs'

/**
 * A process of the product as its supervisor runs it, at one address for good: it can be killed and started again.
 * What it says goes to a file. One that ends without being told to is remembered.
 */
export interface PartOptions {
  name: string
  entry: string
  logFile: string
  env(): Record<string, string>
}

const READY_WITHIN_MS = 300_000

export class ProcessPart {
  readonly name: string
  /** How it ended where nobody had asked for it. */
  readonly ownDeaths: string[] = []
  readonly #options: PartOptions
  #child: ChildProcess | null = null
  #isMeantToEnd = false
  #isOver = false

  constructor(options: PartOptions) {
    this.name = options.name
    this.#options = options
  }

  get logFile(): string {
    return this.#options.logFile
  }

  get isRunning(): boolean {
    return this.#child !== null
  }

  /** Resolves when it says that it is ready. */
  async start(): Promise<void> {
    if (this.#isOver) return
    const { entry, logFile, env } = this.#options
    const log = openSync(logFile, 'a')
    const child = fork(entry, [], {
      env: env(),
      execArgv: [],
      stdio: ['ignore', log, log, 'ipc'],
    })
    closeSync(log)
    this.#child = child
    this.#isMeantToEnd = false
    child.once('exit', (code, signal) => {
      if (!this.#isMeantToEnd) this.ownDeaths.push(`${this.name} ended by itself with ${code ?? signal}`)
      if (this.#child === child) this.#child = null
    })
    const limit = AbortSignal.timeout(READY_WITHIN_MS)
    await Promise.race([once(child, 'message', { signal: limit }), once(child, 'exit')])
    if (this.#child === null && !this.#isMeantToEnd)
      throw new Error(`${this.name} did not start: see ${logFile}`)
  }

  kill(): Promise<void> {
    return this.#end('SIGKILL')
  }

  stop(): Promise<void> {
    return this.#end('SIGTERM')
  }

  /** For good: whoever is about to start it again, does not. */
  async end(): Promise<void> {
    this.#isOver = true
    await this.kill()
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const child = this.#child
    if (child === null) return
    this.#isMeantToEnd = true
    const ended = once(child, 'exit')
    child.kill(signal)
    await ended
  }
}
