/** Whether a value is one that a field of its type can be compared with. */
import { valuesOf } from './fields.ts'
import type { FieldRef } from './filter.ts'
import type { FilterReader } from './filter-reader.ts'
import { readTime } from './time-text.ts'

export interface Problem {
  problem: string
  member: 'operator' | 'value'
  path?: (string | number)[]
}
export const problem = (text: string): Problem => ({ problem: text, member: 'value' })
export function textProblem({ limits }: FilterReader, text: string): Problem | null {
  if (text.length > limits.textCharacters)
    return problem(`needs a text of at most ${limits.textCharacters} characters`)
  return isStorableJson(text, 0) ? null : problem('needs a text without NUL')
}

/** A value as the field has it; never null. */
export function checkValue(
  reader: FilterReader,
  field: FieldRef,
  value: unknown,
): { value: unknown } | Problem {
  switch (field.type) {
    case 'number':
      return Number.isFinite(value) ? { value } : problem('needs a number')
    case 'boolean':
      return typeof value === 'boolean' ? { value } : problem('needs true or false')
    case 'time': {
      const time = typeof value === 'string' ? readTime(value) : null
      return time === null ? problem('needs a time such as 2026-01-31T12:00:00Z') : { value: time }
    }
    case 'text':
      return checkText(reader, field, value)
    case 'json':
      return checkJson(reader, value)
  }
}

function checkText(reader: FilterReader, field: FieldRef, value: unknown): { value: string } | Problem {
  if (typeof value !== 'string') return problem('needs a text')
  const values = valuesOf(reader.catalog, field)
  if (values && !values.includes(value))
    return problem(`has no such value; it is one of ${values.join(', ')}`)
  return textProblem(reader, value) ?? { value }
}

const MAX_VALUE_DEPTH = 32

function checkJson(reader: FilterReader, value: unknown): { value: unknown } | Problem {
  if (value === undefined || value === null) return problem('needs a value')
  if (typeof value === 'string') return textProblem(reader, value) ?? { value }
  if (!isStorableJson(value, MAX_VALUE_DEPTH)) return problem('needs a value that can be stored')
  if (typeof value === 'object' && 'type' in value && value.type === 'dynamic')
    return problem('needs a value of its own; dynamic ones belong to retrievers')
  return { value }
}

/** What the database's JSON can hold: no NUL, no half character, no infinity, and not too deep. */
function isStorableJson(value: unknown, depthLeft: number): boolean {
  if (typeof value === 'string') return !value.includes('\u0000') && value.isWellFormed()
  if (typeof value === 'number') return Number.isFinite(value)
  if (typeof value !== 'object' || value === null) return true
  if (depthLeft === 0) return false
  return Object.entries(value).every(
    ([key, item]) => isStorableJson(key, 0) && isStorableJson(item, depthLeft - 1),
  )
}
