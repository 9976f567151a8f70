import { spawn } from 'node:child_process'
import { appendFileSync } from 'node:fs'
import { StartError } from './start-error.ts'

export type Tenancy = { namespace: string; bucket: string }

/** The token opens the dashboard once; it is for the person at the terminal and is written nowhere. */
export type Bootstrapped = { tenancy: Tenancy; signInToken: string }

const TIMEOUT_MS = 120_000

/**
 * Runs the one-shot that checks the settings, migrates, and makes what a first start needs. What it writes to stderr
 * on a wrong setting is meant for the person, and is passed on word for word.
 */
export async function runBootstrap(
  spec: { entry: string; env: NodeJS.ProcessEnv; logFile: string },
  signal: AbortSignal,
): Promise<Bootstrapped> {
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
  const answer = end === null ? parseAnswer(stdout) : null
  appendFileSync(spec.logFile, withoutToken(stdout, answer) + stderr, { mode: 0o600 })
  if (end !== null) throw new StartError(stderr.trim() || `The set-up failed (${end}); see ${spec.logFile}.`)
  if (answer !== null) return answer
  throw new StartError(`The set-up did not say which namespace and bucket to use; see ${spec.logFile}.`)
}

const withoutToken = (stdout: string, answer: Bootstrapped | null) =>
  answer === null ? stdout : stdout.replaceAll(answer.signInToken, '[sign-in token]')

/** The last line, if it is what a set-up answers. */
function parseAnswer(stdout: string): Bootstrapped | null {
  const line = stdout.trim().split('\n').at(-1) ?? ''
  try {
    const { namespace, bucket, sign_in_token: signInToken } = JSON.parse(line) as Record<string, unknown>
    const isWhole = [namespace, bucket, signInToken].every(value => typeof value === 'string' && value !== '')
    return isWhole ? ({ tenancy: { namespace, bucket }, signInToken } as Bootstrapped) : null
  } catch {
    return null
  }
}
