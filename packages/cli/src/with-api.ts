import { createLandfallClient, type LandfallTrpc } from '@landfall/client'
import { type Context, EXIT, type ExitCode, INTERRUPTED, UsageError } from './context.ts'
import { describeError, errorJson } from './describe-error.ts'
import { type GivenFlags, readSettings, type Settings } from './settings.ts'

export type ApiFlags = GivenFlags & { json: boolean }

export interface Api {
  trpc: LandfallTrpc
  settings: Settings
}

/** Runs with a connection to the API; a refusal is told, on stderr or as JSON, and becomes the exit code. */
export async function withApi(
  call: { context: Context; flags: ApiFlags; role?: 'user' | 'admin' },
  run: (api: Api) => Promise<ExitCode>,
): Promise<ExitCode> {
  const { context, flags, role = 'user' } = call
  const settings = readSettings(context, flags, role)
  try {
    return await run({ settings, trpc: connect(context, settings) })
  } catch (error) {
    if (error instanceof UsageError) throw error
    return tellError(context, flags, error)
  }
}

/** Ctrl-C ends a call that waits; what the server has begun by then, it finishes. */
export function connect({ signal }: Pick<Context, 'signal'>, { url, apiKey }: Settings): LandfallTrpc {
  const interruptible = (input: string, init: RequestInit = {}) =>
    fetch(input, { ...init, signal: init.signal ? AbortSignal.any([init.signal, signal]) : signal })
  return createLandfallClient({ url, apiKey, fetch: interruptible }).trpc
}

export function tellError(context: Context, flags: { json: boolean }, error: unknown): ExitCode {
  const isInterrupted = context.signal.aborted
  const told = isInterrupted ? INTERRUPTED : error
  if (flags.json) tellJson(context, { ok: false, error: errorJson(told) })
  else context.stderr(`landfall: ${describeError(told)}\n`)
  return isInterrupted ? EXIT.interrupted : EXIT.failed
}

export const tellJson = (context: Pick<Context, 'stdout'>, value: unknown) =>
  context.stdout(`${JSON.stringify(value)}\n`)
