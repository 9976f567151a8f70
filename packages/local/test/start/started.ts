import { type ChildProcess, spawn } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { once } from 'node:events'
import { chmodSync, existsSync, mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { findRunning, stopPostmaster } from '../../src/postgres/index.ts'
import { isAlive } from '../../src/postgres/process-state.ts'
import type { LocalJson } from '../../src/start/local-json.ts'
import { TEST_FOLDER_PREFIX } from '../../src/testing/leftovers.ts'

/** One folder of Landfall, started and ended as often as a test likes; what is left at its end is stopped. */
export class Place {
  readonly dir: string
  readonly env: Record<string, string>
  readonly #children: ChildProcess[] = []
  readonly #pids = new Set<number>()

  constructor(env: Record<string, string>) {
    this.dir = mkdtempSync(join(tmpdir(), `${TEST_FOLDER_PREFIX}${process.pid}-`))
    chmodSync(this.dir, 0o755)
    this.env = { ...env, LANDFALL_DIR: this.dir }
  }

  start(env: Record<string, string> = {}): Started {
    const child = spawn(process.execPath, [join(import.meta.dirname, 'stand-ins', 'start.ts')], {
      // In a group of its own, as a terminal's foreground job is: a test can signal all of it.
      detached: true,
      env: { PATH: process.env.PATH, ...this.env, ...env },
      // It ends when this pipe does, so a test run that is killed leaves nothing running.
      stdio: ['pipe', 'pipe', 'pipe'],
    })
    this.#children.push(child)
    return new Started(child)
  }

  local(): LocalJson {
    const local = JSON.parse(readFileSync(this.file('local.json'), 'utf8')) as LocalJson
    for (const pid of Object.values(local.pids)) this.#pids.add(pid)
    return local
  }

  file(name: string): string {
    return join(this.dir, name)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const local = existsSync(this.file('local.json')) ? this.local() : null
    for (const child of this.#children) child.kill('SIGKILL')
    for (const pid of this.#pids)
      if (pid !== local?.pids.postgres && isAlive(pid)) process.kill(pid, 'SIGKILL')
    if (existsSync(this.file('postgres'))) {
      const data = realpathSync(this.file('postgres'))
      const running = findRunning(data)
      if (running !== null) await stopPostmaster(running.pid, data)
      rmSync(data, { recursive: true, force: true })
    }
    rmSync(this.dir, { recursive: true, force: true })
  }
}

export class Started {
  readonly child: ChildProcess
  readonly ended: Promise<number | null>
  output = ''

  constructor(child: ChildProcess) {
    this.child = child
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', text => {
        this.output += text
      })
    }
    this.ended = once(child, 'close').then(([code]) => code as number | null)
  }

  async says(text: string, timeoutMs = 60_000): Promise<void> {
    await until(() => this.output.includes(text) || this.child.exitCode !== null, timeoutMs)
    if (!this.output.includes(text)) throw new Error(`never said "${text}", but:\n${this.output}`)
  }

  async ready(): Promise<this> {
    await this.says('Ctrl-C stops everything')
    return this
  }
}

export async function until(isTrue: () => boolean, timeoutMs = 30_000): Promise<void> {
  const deadline = Date.now() + timeoutMs
  while (!isTrue()) {
    if (Date.now() > deadline) throw new Error('waited too long')
    await sleep(25)
  }
}

/**
 * Asked for, so that parallel tests never move each other's defaults. Below the ports that a system hands out by itself
 * (from 32768 on Linux, 49152 on macOS): a start may need one a minute later, and nobody's connection may sit on it then.
 */
export async function somePorts(): Promise<Record<string, string>> {
  const ports = new Set<number>()
  while (ports.size < 4) {
    const port = 20_000 + randomInt(12_000)
    if (await isFree(port)) ports.add(port)
  }
  const [api = '', s3 = '', postgres = '', web = ''] = [...ports].map(String)
  return { API_PORT: api, S3_PORT: s3, PG_PORT: postgres, WEB_PORT: web }
}

function isFree(port: number): Promise<boolean> {
  const server = createServer()
  return new Promise(done => {
    server.once('error', () => done(false))
    server.listen(port, '127.0.0.1', () => server.close(() => done(true)))
  })
}

export async function newPlace(env: Record<string, string> = {}): Promise<Place> {
  return new Place({ ...(await somePorts()), ...env })
}
