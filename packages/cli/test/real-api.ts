import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { type Api, startApi } from '../../../apps/api/test/support/start-api.ts'
import { type Ran, run } from './support.ts'

const MAIN = fileURLToPath(new URL('../src/main.ts', import.meta.url))

/** The command as people run it: a process of its own, against the real API over Postgres and the embedded store. */
export interface Installed extends AsyncDisposable {
  readonly api: Api
  /** Empty at first; where the command runs. */
  readonly folder: string
  /** Of the first tenant's admin, and of the operator. */
  readonly env: Record<string, string>
  readonly operatorEnv: Record<string, string>
  start(argv: string[], options?: Options): Started
  run(argv: string[], options?: Options): Promise<Ran>
  /** The same without a process of its own, for what does not depend on being one. */
  runHere(argv: string[], options?: Options): Promise<Ran>
}

interface Options {
  env?: Record<string, string>
  input?: string | Uint8Array
}

export interface Started {
  readonly child: ChildProcessWithoutNullStreams
  readonly ended: Promise<Ran>
}

export async function startInstalled(): Promise<Installed> {
  const api = await startApi()
  await api.runtime.ensureProbed()
  const folder = await mkdtemp(join(tmpdir(), 'landfall-cli-'))
  const home = { PATH: process.env.PATH ?? '', HOME: folder, LANDFALL_URL: api.url }
  const env = { ...home, LANDFALL_API_KEY: api.tenant.apiKey, LANDFALL_BUCKET: api.tenant.bucket }
  const operatorEnv = { ...home, LANDFALL_API_KEY: api.variables().LANDFALL_ADMIN_KEY ?? '' }

  function start(argv: string[], options: Options = {}): Started {
    const child = spawn(process.execPath, [MAIN, ...argv], { cwd: folder, env: options.env ?? env })
    const ended = outputOf(child)
    child.stdin.on('error', () => undefined)
    child.stdin.end(options.input ?? '')
    return { child, ended }
  }
  return {
    api,
    folder,
    env,
    operatorEnv,
    start,
    run: (argv, options) => start(argv, options).ended,
    runHere: (argv, options = {}) =>
      run(argv, {
        cwd: folder,
        env: options.env ?? env,
        stdin: Readable.from(options.input === undefined ? [] : [Buffer.from(options.input)]),
      }),
    async [Symbol.asyncDispose]() {
      await api[Symbol.asyncDispose]()
      await rm(folder, { recursive: true })
    },
  }
}

function outputOf(child: ChildProcessWithoutNullStreams): Promise<Ran> {
  const text = { stdout: '', stderr: '' }
  for (const name of ['stdout', 'stderr'] as const)
    child[name].setEncoding('utf8').on('data', (chunk: string) => {
      text[name] += chunk
    })
  return new Promise(done => child.on('close', code => done({ exit: code ?? -1, ...text })))
}
