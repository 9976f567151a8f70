import { spawn } from 'node:child_process'
import { appendFileSync } from 'node:fs'
import { StartError } from './start-error.ts'

export type Tenancy = { namespace: string; bucket: string }

const TIMEOUT_MS = 120_000

/**
 * Runs the one-shot that checks the settings, migrates, and makes what a first start needs. What it writes to stderr
 * on a wrong setting is meant for the person, and is passed on word for word.
 */
export async function runBootstrap(
  spec: { entry: string; env: NodeJS.ProcessEnv; logFile: string },
  signal: AbortSignal,
): Promise<Tenancy> {
  const child = spawn(process.execPath, [spec.entry], {
    env: spec.env,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
  })
  let stdout = ''
  let stderr = ''
  child.stdout.setEncoding('utf8').on('data', text => {
    stdout += text
  })
  child.stderr.setEncoding('utf8').on('data', text => {
    stderr += text
  })
  const end = await new Promise<string | null>(done => {
    child.once('error', error => done(error.message))
    child.once('close', (code, killedBy) => done(code === 0 ? null : `exit code ${code ?? killedBy}`))
  })
  appendFileSync(spec.logFile, stdout + stderr, { mode: 0o600 })
  if (end !== null) throw new StartError(stderr.trim() || `The set-up failed (${end}); see ${spec.logFile}.`)
  return parseTenancy(stdout, spec.logFile)
}

function parseTenancy(stdout: string, logFile: string): Tenancy {
  const line = stdout.trim().split('\n').at(-1) ?? ''
  try {
    const { namespace, bucket } = JSON.parse(line) as Partial<Tenancy>
    if (typeof namespace === 'string' && typeof bucket === 'string') return { namespace, bucket }
  } catch {
    // Said below, as for any other answer that is not the expected one.
  }
  throw new StartError(`The set-up did not say which namespace and bucket to use; see ${logFile}.`)
}
