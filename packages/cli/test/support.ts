import { Readable } from 'node:stream'
import { startTestApi, type TestApi } from '../../client/test/support/test-api.ts'
import type { Context } from '../src/context.ts'
import { runCli } from '../src/run-cli.ts'

export { API_KEY, compareStore, renewMark } from '../../client/test/support/test-api.ts'

export interface Ran {
  exit: number
  stdout: string
  stderr: string
}

/** The command in this process; nothing of the machine's own settings reaches it, and nobody is there to be asked. */
export async function run(argv: string[], context: Partial<Context> = {}): Promise<Ran> {
  let stdout = ''
  let stderr = ''
  const exit = await runCli({
    argv,
    env: {},
    cwd: '/',
    stdin: Readable.from([]),
    isTerminal: false,
    columns: 80,
    signal: new AbortController().signal,
    stdout: text => {
      stdout += text
    },
    stdoutBytes: async chunk => {
      stdout += Buffer.from(chunk).toString('utf8')
    },
    stderr: text => {
      stderr += text
    },
    ...context,
  })
  return { exit, stdout, stderr }
}

/** An API whose one key belongs to an operator, and the flags that lead there. */
export async function startApi(): Promise<TestApi & { flags: string[]; env: Record<string, string> }> {
  const api = await startTestApi()
  api.services.actor.isOperator = true
  const bucket = api.services.place.bucketId
  return Object.assign(api, {
    flags: ['--url', api.url, '--api-key', 'sk_test'],
    env: { LANDFALL_URL: api.url, LANDFALL_API_KEY: 'sk_test', LANDFALL_BUCKET: bucket },
  })
}
