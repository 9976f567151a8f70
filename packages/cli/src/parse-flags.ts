import { type ParseArgsOptionsConfig, parseArgs } from 'node:util'
import { UsageError } from './context.ts'

/** Taken by every command that calls the API. */
export const COMMON_FLAGS = {
  url: { type: 'string' },
  'api-key': { type: 'string' },
  json: { type: 'boolean', default: false },
} as const satisfies ParseArgsOptionsConfig

export function parseFlags<TOptions extends ParseArgsOptionsConfig>(
  args: readonly string[],
  options: TOptions,
) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true, strict: true })
  } catch (error) {
    // Node's first sentence names the flag; the rest is about positionals and quoting.
    const message = error instanceof Error ? (error.message.split('. ')[0] ?? '') : String(error)
    throw new UsageError(message)
  }
}
