import { createLandfallClient, type LandfallTrpc } from '@landfall/client'
import { type Context, EXIT, type ExitCode } from '../context.ts'
import { describeError, errorJson } from '../describe-error.ts'
import { type GivenFlags, readSettings } from '../settings.ts'

/** Calls the API as an operator, and tells what came of it: lines of `name  value`, or the answer as JSON. */
export async function callAdmin(
  context: Context,
  flags: GivenFlags & { json: boolean },
  call: (trpc: LandfallTrpc) => Promise<Record<string, string>>,
): Promise<ExitCode> {
  const answer = await askAdmin(context, flags, call)
  if (answer === null) return EXIT.failed
  context.stdout(flags.json ? `${JSON.stringify(answer)}\n` : linesOf(answer))
  return EXIT.ok
}

/** The answer alone, for commands that show it in their own way; `null` after telling why there is none. */
export async function askAdmin<TAnswer>(
  context: Context,
  flags: GivenFlags & { json: boolean },
  call: (trpc: LandfallTrpc) => Promise<TAnswer>,
): Promise<TAnswer | null> {
  const { url, apiKey } = readSettings(context, flags, 'admin')
  try {
    return await call(createLandfallClient({ url, apiKey }).trpc)
  } catch (error) {
    if (flags.json) context.stdout(`${JSON.stringify({ ok: false, error: errorJson(error) })}\n`)
    else context.stderr(`landfall: ${describeError(error)}\n`)
    return null
  }
}

function linesOf(answer: Record<string, string>): string {
  const width = Math.max(...Object.keys(answer).map(name => name.length))
  return Object.entries(answer)
    .map(([name, value]) => `${name.padEnd(width)}  ${value}\n`)
    .join('')
}
