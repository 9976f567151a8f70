import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'

/** Runs a main to its end; its last line on stdout is JSON. */
export async function runOneShot<TResult>(
  entry: string,
  { env, signal }: { env: Record<string, string>; signal: AbortSignal },
): Promise<TResult> {
  const child = spawn(process.execPath, [entry], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
    signal,
    killSignal: 'SIGKILL',
  })
  const [output, [code]] = await Promise.all([text(child.stdout), once(child, 'exit')])
  if (code !== 0) throw new Error(`${entry} ended with ${code}: ${output}`)
  return JSON.parse(output.trim().split('\n').at(-1) ?? '')
}
