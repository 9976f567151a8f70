/**
 * What a failing Postgres becomes at our door. Unreachable, overloaded, shutting down or closed to us: `DATABASE_UNAVAILABLE`.
 * Deadlocks and serialization failures: tried again here. Everything else (a constraint, a typo) is a bug or the
 * caller's own business and passes unchanged.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { InfrastructureError } from '@landfall/core/domain'

/** https://www.postgresql.org/docs/current/errcodes-appendix.html */
const SERIALIZATION_FAILURE = '40001'
const DEADLOCK_DETECTED = '40P01'

/** Classes: connection, authorization, insufficient resources, operator intervention (shutdown, statement timeout). */
const UNAVAILABLE_CLASSES = ['08', '28', '53', '57']
const UNAVAILABLE_STATES = new Set([
  '3D000', // no such database
  '25P03', // idle in transaction timeout
  '55P03', // lock timeout
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  // Prisma's own: https://www.prisma.io/docs/orm/reference/error-reference
  'P1001', // cannot reach
  'P1002', // timed out
  'P1008', // operation timed out
  'P1017', // server closed the connection
  'P2024', // no connection from the pool in time
  'P2028', // transaction could not start
  'P2037', // too many connections
])

/** node-postgres gives these no code. */
const UNAVAILABLE_MESSAGES = [
  /^timeout exceeded when trying to connect/,
  /^timeout expired/,
  /^Query read timeout/,
  /^Connection terminated/,
  /^Client has encountered a connection error/,
  /^Client was closed/,
  /^Cannot use a pool after calling end/,
]

/** The error, what it wraps, and (Prisma) what the driver reported: any of them may say what happened. */
function* layers(error: unknown, depth = 0): Generator<Record<string, unknown>> {
  if (typeof error !== 'object' || error === null || depth > 5) return
  const layer = error as Record<string, unknown>
  yield layer
  for (const inner of [layer.cause, layer.meta, layer.driverAdapterError]) yield* layers(inner, depth + 1)
  if (Array.isArray(layer.errors)) for (const inner of layer.errors) yield* layers(inner, depth + 1)
}

function statesOf(error: unknown): string[] {
  return Array.from(layers(error)).flatMap(layer =>
    [layer.code, layer.originalCode].filter(state => typeof state === 'string'),
  )
}

export function isConflict(error: unknown): boolean {
  return statesOf(error).some(
    state => state === SERIALIZATION_FAILURE || state === DEADLOCK_DETECTED || state === 'P2034',
  )
}

export function isUnavailable(error: unknown): boolean {
  const isState = (state: string) =>
    UNAVAILABLE_STATES.has(state) || (state.length === 5 && UNAVAILABLE_CLASSES.includes(state.slice(0, 2)))
  if (statesOf(error).some(isState)) return true
  const messages = Array.from(layers(error)).map(layer => String(layer.message ?? ''))
  return messages.some(message => UNAVAILABLE_MESSAGES.some(known => known.test(message)))
}

/** The name of the violated constraint, if that is what happened. */
export function violatedConstraint(error: unknown): string | null {
  const layer = Array.from(layers(error)).find(
    ({ code }) => typeof code === 'string' && code.startsWith('23'),
  )
  return typeof layer?.constraint === 'string' ? layer.constraint : null
}

/** statement timeout; a regular expression, or a filter, that is too complex for Postgres */
const FILTER_STATES = ['57014', '2201B', '54000', '54001']

/** `callDatabase` for a statement whose shape a caller chose: these are no outage, it has to ask for something else. */
export async function callForFilter<TResult>(work: () => Promise<TResult>): Promise<TResult> {
  try {
    return await callDatabase(work)
  } catch (error) {
    if (statesOf(error).some(state => FILTER_STATES.includes(state)))
      throw new InfrastructureError('FILTER_TOO_SLOW', error)
    throw error
  }
}

const CONFLICT_RETRIES = 4

/**
 * Runs one atomic piece of database work, again after a deadlock or serialization failure: Postgres rolled all of it
 * back, so repeating is safe. A lost connection is never repeated here, since the work may have been committed.
 */
export async function callDatabase<TResult>(work: () => Promise<TResult>): Promise<TResult> {
  for (let retries = 0; ; retries++) {
    try {
      return await work()
    } catch (error) {
      if (isConflict(error)) {
        if (retries >= CONFLICT_RETRIES) throw new InfrastructureError('DATABASE_UNAVAILABLE', error)
        await sleep(5 * 2 ** retries * (1 + Math.random()))
        continue
      }
      if (isUnavailable(error)) throw new InfrastructureError('DATABASE_UNAVAILABLE', error)
      throw error
    }
  }
}
