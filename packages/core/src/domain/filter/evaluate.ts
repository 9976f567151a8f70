/**
 * The meaning of a filter, in memory: what the fakes filter with, and what the database's compiled statement is tested
 * against. Values are those of `record-values.ts`.
 */
import type { Condition, FieldRef, Filter, Order } from './filter.ts'

export type FieldValues = Readonly<Record<string, unknown>>

export function matches(filter: Filter, values: FieldValues): boolean {
  switch (filter.kind) {
    case 'and':
      return filter.items.every(item => matches(item, values))
    case 'or':
      return filter.items.some(item => matches(item, values))
    case 'not':
      return !matches(filter.item, values)
    case 'null':
      return readField(filter.field, values).every(value => value === null || value === undefined)
    default:
      return readField(filter.field, values).some(value => value !== undefined && satisfies(filter, value))
  }
}

/** All that a condition may be about: one value, `undefined` where it is missing, or those of each thing. */
export function readField({ name, path, isMany }: FieldRef, values: FieldValues): unknown[] {
  const root = values[name]
  if (isMany) return root as unknown[]
  return [path.reduce(memberOf, root)]
}

const memberOf = (value: unknown, key: string): unknown =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && Object.hasOwn(value, key)
    ? Reflect.get(value, key)
    : undefined

function satisfies(condition: Exclude<Condition, { kind: 'null' }>, value: unknown): boolean {
  switch (condition.kind) {
    case 'exists':
      return true
    case 'is':
      return value !== null && isEqual(value, condition.value)
    case 'any':
      return value !== null && condition.values.some(item => item === value)
    case 'has':
      return Array.isArray(value) && value.includes(condition.value)
    case 'order':
      return isOrdered(value, condition.order, condition.value)
    case 'like':
      return typeof value === 'string' && isLike(value, condition)
    case 'regex':
      return typeof value === 'string' && isMatch(value, condition)
  }
}

/** As JSON: whatever the order of the members. */
function isEqual(a: unknown, b: unknown): boolean {
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return a === b
  const [keysA, keysB] = [Object.keys(a), Object.keys(b)]
  if (Array.isArray(a) !== Array.isArray(b) || keysA.length !== keysB.length) return false
  return keysA.every(key => Object.hasOwn(b, key) && isEqual(Reflect.get(a, key), Reflect.get(b, key)))
}

function isOrdered(value: unknown, order: Order, than: number | string): boolean {
  const sign = compareSame(value, than)
  if (sign === null) return false
  return { gt: sign > 0, gte: sign >= 0, lt: sign < 0, lte: sign <= 0 }[order]
}

function compareSame(value: unknown, than: number | string): number | null {
  if (typeof value === 'number' && typeof than === 'number') return value - than
  return typeof value === 'string' && typeof than === 'string' ? compareTexts(value, than) : null
}

/** By code point: JavaScript's own order puts characters of two units before some of one. */
export function compareTexts(a: string, b: string): number {
  const [left, right] = [Array.from(a), Array.from(b)]
  for (const [index, char] of left.entries()) {
    const other = right[index]
    if (other === undefined) return 1
    if (char !== other) return (char.codePointAt(0) ?? 0) - (other.codePointAt(0) ?? 0)
  }
  return left.length - right.length
}

function isLike(value: string, { at, text, ignoresCase }: Extract<Condition, { kind: 'like' }>): boolean {
  const [whole, part] = ignoresCase ? [value.toLowerCase(), text.toLowerCase()] : [value, text]
  switch (at) {
    case 'start':
      return whole.startsWith(part)
    case 'end':
      return whole.endsWith(part)
    case 'anywhere':
      return whole.includes(part)
  }
}

const isMatch = (value: string, { pattern, ignoresCase }: Extract<Condition, { kind: 'regex' }>) =>
  new RegExp(pattern, ignoresCase ? 'iu' : 'u').test(value)
