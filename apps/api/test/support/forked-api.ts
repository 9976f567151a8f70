import { type ChildProcess, fork } from 'node:child_process'
import { join } from 'node:path'

/** `apps/api/src/main.ts` as a supervisor runs it: what it says over IPC and on its streams, and how it ends. */
export interface ForkedApi extends AsyncDisposable {
  readonly child: ChildProcess
  /** Resolves with the address once it is ready; rejects if it ends before. */
  readonly ready: Promise<string>
  /** Resolves with the exit code, or the signal that ended it. */
  readonly ended: Promise<number | string | null>
  output(): string
}

const MAIN = join(import.meta.dirname, '..', '..', 'src', 'main.ts')

export function forkApi(variables: Record<string, string>): ForkedApi {
  const child = fork(MAIN, [], {
    env: { PATH: process.env.PATH ?? '', ...variables },
    execArgv: [],
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', text => {
      output += text
    })
  }
  const ended = outputEnds(child)
  const ready = new Promise<string>((done, fail) => {
    child.once('message', () => done(/"address":"([^"]+)"/.exec(output)?.[1] ?? ''))
    ended.then(code => fail(new Error(`The api ended with ${code}: ${output}`)))
  })
  // Some tests only look at how it ends.
  ready.catch(() => undefined)
  return {
    child,
    ready,
    ended,
    output: () => output,
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL')
      await ended
    },
  }
}

/** One that is ready, and the SIGKILL for it. */
export async function startForkedApi(api: { variables(): Record<string, string> }) {
  const forked = forkApi(api.variables())
  const url = await forked.ready
  const kill = async () => {
    forked.child.kill('SIGKILL')
    await forked.ended
  }
  return { url, kill, [Symbol.asyncDispose]: kill }
}

/** Not `close`: that one never comes when it was us who closed the IPC channel. */
async function outputEnds(child: ChildProcess): Promise<number | string | null> {
  const closed = [child.stdout, child.stderr].map(
    stream => new Promise(done => (stream ? stream.once('close', done) : done(null))),
  )
  const exit = await new Promise<number | string | null>(done =>
    child.once('exit', (code, signal) => done(code ?? signal)),
  )
  await Promise.all(closed)
  return exit
}
