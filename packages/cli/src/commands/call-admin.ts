import type { LandfallTrpc } from '@landfall/client'
import { type Context, EXIT, type ExitCode } from '../context.ts'
import { linesOf } from '../output/table.ts'
import { readSettings } from '../settings.ts'
import { type ApiFlags, connect, tellError, tellJson } from '../with-api.ts'

/** Calls the API as an operator, and tells what came of it: lines of `name  value`, or the answer as JSON. */
export async function callAdmin(
  context: Context,
  flags: ApiFlags,
  call: (trpc: LandfallTrpc) => Promise<Record<string, string>>,
): Promise<ExitCode> {
  const answer = await askAdmin(context, flags, call)
  if (answer === null) return EXIT.failed
  if (flags.json) tellJson(context, answer)
  else context.stdout(linesOf(answer))
  return EXIT.ok
}

/** The answer alone, for commands that show it in their own way; `null` after telling why there is none. */
export async function askAdmin<TAnswer>(
  context: Context,
  flags: ApiFlags,
  call: (trpc: LandfallTrpc) => Promise<TAnswer>,
): Promise<TAnswer | null> {
  const settings = readSettings(context, flags, 'admin')
  try {
    return await call(connect(context, settings))
  } catch (error) {
    tellError(context, flags, error)
    return null
  }
}
