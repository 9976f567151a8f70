/** One of the examples, started as its README says and pointed at the product of this run. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { Tenant } from '../api/tenant.ts'
import type { Installation } from '../installation.ts'

const EXAMPLES = join(import.meta.dirname, '..', '..', '..', '..', 'examples')

export type Example = { url: string; stop(): Promise<void> }

type Command = { folder: string; args: string[] }

export async function startExample(
  { apiUrl }: Installation,
  tenant: Tenant,
  { folder, args }: Command,
): Promise<Example> {
  const settings = { LANDFALL_URL: apiUrl, LANDFALL_API_KEY: tenant.key, LANDFALL_BUCKET: tenant.bucket }
  const child = spawn(process.execPath, args, {
    cwd: join(EXAMPLES, folder),
    // 0: whatever port is free.
    env: { ...process.env, ...settings, PORT: '0', NEXT_TELEMETRY_DISABLED: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const ended = once(child, 'exit')
  // Also where nobody came to stop it: a test that took too long.
  process.once('exit', () => child.kill())
  const url = await new Promise<string>((done, fail) => {
    let output = ''
    const read = (text: string) => {
      output += text
      const [found] = /http:\/\/localhost:\d+/.exec(output) ?? []
      if (found) done(found)
    }
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', read)
    child.once('exit', code => fail(new Error(`${folder} ended with ${code}:\n${output}`)))
  })
  return {
    url,
    async stop() {
      child.kill('SIGTERM')
      await ended
    },
  }
}
