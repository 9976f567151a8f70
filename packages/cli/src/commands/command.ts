import type { Context, ExitCode } from '../context.ts'

/** One command of the CLI: what is left of `argv` after its name, to an exit code. */
export interface Command {
  /** The words that name it. */
  name: string
  /** What follows the name. */
  usage: string
  summary: string
  /** Each flag of its own, with what it does. */
  options?: readonly (readonly [flag: string, text: string])[]
  /** Whole calls, as one would type them. */
  examples?: readonly string[]
  run(context: Context, args: readonly string[]): Promise<ExitCode>
}
