import { isS3ErrorCode } from '../s3-error.ts'
import { EVENT_KINDS, type Fault, type FaultKind } from './fault.ts'

/**
 * Faults come from tests, over HTTP too. One that is misspelt would do nothing, and the test would pass for that, so
 * every name and value is checked.
 */
type Check = (value: unknown) => boolean

const isText: Check = value => typeof value === 'string' && value !== ''
const isHeaderName: Check = value => isText(value) && value === String(value).toLowerCase()
const isNumber: Check = value => typeof value === 'number' && Number.isFinite(value)
const isCount: Check = value => isNumber(value) && Number.isInteger(value) && Number(value) >= 0
const isPositive: Check = value => isNumber(value) && Number(value) > 0
const isErrorCode: Check = value => typeof value === 'string' && isS3ErrorCode(value)

const needs: Record<FaultKind, Record<string, Check>> = {
  delay: { ms: isCount },
  throttle: { bytesPerSecond: isPositive },
  cutRequest: { afterBytes: isCount },
  cutResponse: { afterBytes: isCount },
  error: { code: isErrorCode },
  errorIn200: { code: isErrorCode },
  loseResponse: {},
  noCors: {},
  ignoreHeader: { header: isHeaderName },
  hideHeader: { header: isHeaderName },
  checkQueryChecksum: {},
  shortPages: { entries: value => isCount(value) && value !== 0 },
  clockOffset: { ms: isNumber },
  loseEvents: {},
  doubleEvents: {},
  delayEvents: { ms: isCount },
  reorderEvents: {},
}

const anyScope: Record<string, Check> = {
  keyPrefix: isText,
  times: value => isCount(value) && value !== 0,
}

function scopeOf(kind: FaultKind, operations: ReadonlySet<string>): Record<string, Check> {
  if (EVENT_KINDS.has(kind)) return anyScope
  const isOperation: Check = value => typeof value === 'string' && operations.has(value)
  return {
    ...anyScope,
    operations: value => Array.isArray(value) && value.length > 0 && value.every(isOperation),
    withHeader: isHeaderName,
  }
}

/** Throws a TypeError that names what is wrong. */
export function readFault(input: unknown, operations: ReadonlySet<string>): Fault {
  const fields = new Map(Object.entries(input ?? {}))
  const kind = String(fields.get('kind'))
  if (!Object.hasOwn(needs, kind)) throw new TypeError(`There is no fault of kind ${kind}.`)
  fields.delete('kind')
  const needed = needs[kind as FaultKind]
  const missing = Object.keys(needed).find(name => fields.get(name) === undefined)
  if (missing !== undefined) throw new TypeError(`A fault of kind ${kind} needs ${missing}.`)
  const allowed: Record<string, Check> = { ...scopeOf(kind as FaultKind, operations), ...needed }
  for (const [name, value] of fields) {
    if (value !== undefined && !allowed[name]?.(value)) {
      throw new TypeError(`A fault of kind ${kind} cannot have ${name}: ${JSON.stringify(value)}.`)
    }
  }
  return input as Fault
}
