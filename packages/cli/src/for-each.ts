import { type Context, EXIT, type ExitCode, INTERRUPTED, UsageError } from './context.ts'
import { describeError, errorJson } from './describe-error.ts'
import { tellJson } from './with-api.ts'

/** All, none or some: what a call over many things ends with. */
export function exitOf({ done, failed }: { done: number; failed: number }): ExitCode {
  if (failed === 0) return EXIT.ok
  return done === 0 ? EXIT.failed : EXIT.partly
}

/**
 * One after the other; what fails does not keep the others back. `field` names each in the JSON lines, and `work` answers
 * the rest of its line together with what people read.
 */
export async function forEach(
  call: Call,
  ids: readonly string[],
  work: (id: string) => Promise<{ line: string; json: object }>,
): Promise<ExitCode> {
  const { context, isJson, field } = call
  const count = { done: 0, failed: 0 }
  for (const id of ids) {
    try {
      const { line, json } = await work(id)
      if (isJson) tellJson(context, { [field]: id, ok: true, ...json })
      else context.stdout(`${line}\n`)
      count.done += 1
    } catch (error) {
      if (error instanceof UsageError) throw error
      tellFailure(call, id, error)
      if (context.signal.aborted) return EXIT.interrupted
      count.failed += 1
    }
  }
  return exitOf(count)
}

interface Call {
  context: Context
  isJson: boolean
  field: string
}

function tellFailure({ context, isJson, field }: Call, id: string, error: unknown): void {
  const told = context.signal.aborted ? INTERRUPTED : error
  if (isJson) tellJson(context, { [field]: id, ok: false, error: errorJson(told) })
  else context.stderr(`landfall: ${id}: ${describeError(told)}\n`)
}

/** Before something is lost. Nobody there to ask is no yes. */
export async function mustConfirm(
  context: Context,
  flags: { yes: boolean; json: boolean },
  question: string,
): Promise<boolean> {
  if (flags.yes) return true
  if (context.ask === undefined || flags.json)
    throw new UsageError('nobody is there to be asked: pass --yes if you are sure')
  const answer = await context.ask(`${question} [y/N] `)
  if (/^y(es)?$/i.test(answer.trim())) return true
  context.stderr('nothing was changed\n')
  return false
}
