import { type ParseArgsOptionsConfig, parseArgs } from 'node:util'
import { UsageError } from './context.ts'

/** Taken by every command that calls the API. */
export const COMMON_FLAGS = {
  url: { type: 'string' },
  'api-key': { type: 'string' },
  profile: { type: 'string' },
  json: { type: 'boolean', default: false },
} as const satisfies ParseArgsOptionsConfig

/** Of commands that answer lists. */
export const PAGE_FLAGS = {
  limit: { type: 'string' },
  cursor: { type: 'string' },
  all: { type: 'boolean', default: false },
} as const satisfies ParseArgsOptionsConfig

export const DRY_RUN = { 'dry-run': { type: 'boolean', default: false } } as const

/** Of commands that send files. */
export const PARALLEL_FLAG = { parallel: { type: 'string', short: 'p', default: '4' } } as const

export const MOST_PARALLEL = 32

export const parallelOf = (flags: { parallel: string }) =>
  wholeNumber('parallel', flags.parallel, { min: 1, max: MOST_PARALLEL })

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

export function refusePositionals(positionals: readonly string[]): void {
  if (positionals.length > 0) throw new UsageError(`unexpected argument: ${positionals.join(' ')}`)
}

export function wholeNumber(flag: string, text: string, range: { min: number; max: number }): number {
  const value = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN
  if (value >= range.min && value <= range.max) return value
  throw new UsageError(`--${flag} is a whole number from ${range.min} to ${range.max}, not ${text}`)
}

export function oneOf<const TValue extends string>(
  flag: string,
  text: string,
  known: readonly TValue[],
): TValue {
  const found = known.find(value => value === text)
  if (found !== undefined) return found
  throw new UsageError(`--${flag} is one of ${known.join(', ')}, not ${text}`)
}

const MAX_PAGE = 1_000
const DEFAULT_PAGE = 50

export function pageOf(flags: { limit?: string | undefined; cursor?: string | undefined; all: boolean }) {
  const limit =
    flags.limit === undefined
      ? flags.all
        ? MAX_PAGE
        : DEFAULT_PAGE
      : wholeNumber('limit', flags.limit, { min: 1, max: MAX_PAGE })
  return { limit, cursor: flags.cursor ?? null }
}

const UNITS: Record<string, number> = {
  '': 1,
  B: 1,
  KB: 1e3,
  MB: 1e6,
  GB: 1e9,
  TB: 1e12,
  KIB: 1024,
  MIB: 1024 ** 2,
  GIB: 1024 ** 3,
  TIB: 1024 ** 4,
}

/** `500MB`, `1.5GiB`, `none`. */
export function limitOf(flag: string, text: string | undefined): number | null | undefined {
  if (text === undefined) return undefined
  if (text === 'none') return null
  const [, number, unit] = /^(\d+(?:\.\d+)?)\s*([a-z]*)$/i.exec(text) ?? []
  const factor = UNITS[(unit ?? '?').toUpperCase()]
  const value = factor === undefined ? Number.NaN : Math.round(Number(number) * factor)
  if (Number.isSafeInteger(value)) return value
  throw new UsageError(`--${flag} is a number such as 500MB, 2GiB or 1000, or none; not ${text}`)
}
