import { type Postgres, startPostgres } from '@landfall/local/postgres'

const DATABASE = 'landfall'

/** The embedded Postgres at one address, as the product starts it, with fsync. */
export class PostgresPart {
  readonly #options: { dataDir: string; port: number; logFile: string; password: string }
  #server: Postgres | null = null
  #starting: Promise<void> = Promise.resolve()
  #isOver = false

  constructor(options: { dataDir: string; port: number; logFile: string; password: string }) {
    this.#options = options
  }

  get url(): string {
    if (this.#server === null) throw new Error('Postgres was never started')
    return this.#server.url(DATABASE)
  }

  async start(): Promise<void> {
    if (this.#isOver) return
    this.#starting = this.#launch()
    await this.#starting
  }

  /** For good; also where it is just being started. */
  async end(): Promise<void> {
    this.#isOver = true
    await this.#starting.catch(() => undefined)
    await this.stop()
  }

  async #launch(): Promise<void> {
    this.#server = await startPostgres(this.#options)
    await this.#server.createDatabase(DATABASE)
  }

  /** The postmaster dies at once; its processes notice, and go without a word. */
  kill(): void {
    if (this.#server?.isRunning()) process.kill(this.#server.pid, 'SIGKILL')
  }

  async stop(): Promise<void> {
    await this.#server?.stop()
  }
}
