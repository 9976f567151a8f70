/**
 * LogicalOperator of the contract (4.2) to a filter: AND, OR, NOT, conditions, and any other key as shorthand equality.
 * Everything that a caller can get wrong is told with its place, and nothing that narrows a list is ever ignored.
 * `parse-condition` knows the operators; limits come from the wire.
 */
import type { FieldIssue } from '../errors.ts'
import { type FieldCatalog, findField } from './fields.ts'
import type { Filter } from './filter.ts'
import type { FilterLimits, FilterReader, WrittenCondition } from './filter-reader.ts'
import { parseCondition } from './parse-condition.ts'

type Path = (string | number)[]

/** No filter at all is `undefined`; issues go before it. */
export function parseFilter(
  input: object,
  catalog: FieldCatalog,
  limits: FilterLimits,
): { filter: Filter | undefined; issues: FieldIssue[] } {
  const reader: FilterReader = { catalog, limits, issues: [], conditions: 0, values: 0 }
  const item = parseOperator(reader, { input, path: [], depth: 1, ignoresCase: true })
  return { filter: item ?? undefined, issues: reader.issues }
}

interface Place {
  input: object
  path: Path
  depth: number
  ignoresCase: boolean
}

/** `null`: nothing that narrows, or an issue. */
function parseOperator(reader: FilterReader, place: Place): Filter | null {
  const { input, path, depth } = place
  if (depth > reader.limits.depth) {
    return refuse(reader, path, `nests deeper than ${reader.limits.depth} levels`)
  }
  // Generated clients put a false one beside every condition (CONTRACT 4.2): false says nothing, true holds from here on.
  const ignoresCase = place.ignoresCase && Reflect.get(input, 'case_sensitive') !== true
  const items = Object.entries(input).flatMap(([key, value]) => {
    if (key === 'case_sensitive') return []
    const below = { ...place, ignoresCase, path: [...path, key] }
    if (key === 'AND' || key === 'OR' || key === 'NOT') {
      return value === null ? [] : parseList(reader, key, { ...below, list: value })
    }
    return toList(
      condition(reader, below.path, { field: key, operator: 'eq', value, isShorthand: true, ignoresCase }),
    )
  })
  return items.length > 1 ? { kind: 'and', items } : (items[0] ?? null)
}

function parseList(
  reader: FilterReader,
  key: 'AND' | 'OR' | 'NOT',
  { list, path, depth, ignoresCase }: Omit<Place, 'input'> & { list: unknown },
): Filter[] {
  if (!Array.isArray(list)) return toList(refuse(reader, path, 'must be a list of conditions'))
  const items = list.flatMap((input: unknown, index) => {
    const place = { path: [...path, index], depth: depth + 1, ignoresCase }
    if (typeof input !== 'object' || input === null || Array.isArray(input))
      return toList(refuse(reader, place.path, 'must be a condition or an operator'))
    const item = isCondition(input)
      ? parseWritten(reader, { ...place, input })
      : parseOperator(reader, { ...place, input })
    // Left out of AND it changes nothing; elsewhere it would turn the list around without a word.
    if (item === null && key !== 'AND' && reader.issues.length === 0)
      refuse(reader, place.path, 'has no condition')
    return toList(item)
  })
  if (items.length === 0) return []
  if (key === 'NOT') return items.map(item => ({ kind: 'not', item }))
  return items.length === 1 ? items : [{ kind: key === 'AND' ? 'and' : 'or', items }]
}

const isCondition = (input: object) =>
  typeof Reflect.get(input, 'field') === 'string' &&
  (Object.hasOwn(input, 'operator') || Object.hasOwn(input, 'value'))

/** As generated clients write them: with `case_sensitive`, and with the other members of an operator as null. */
const NOISE = ['case_sensitive', 'AND', 'OR', 'NOT']

function parseWritten(reader: FilterReader, { input, path, ignoresCase }: Place): Filter | null {
  const { field, operator = 'eq', value, ...rest } = input as Record<string, unknown>
  for (const [key, other] of Object.entries(rest)) {
    if (key === 'case_sensitive' || (NOISE.includes(key) && other === null)) continue
    return refuse(reader, [...path, key], 'does not belong beside field, operator and value')
  }
  return condition(reader, path, {
    field: String(field),
    operator: operator ?? 'eq',
    value,
    isShorthand: false,
    ignoresCase,
  })
}

function condition(reader: FilterReader, path: Path, written: WrittenCondition): Filter | null {
  reader.conditions += 1
  // Told once, and nothing behind it is looked at any more.
  if (reader.conditions > reader.limits.conditions + 1) return null
  if (reader.conditions > reader.limits.conditions)
    return refuse(reader, [], `has more than ${reader.limits.conditions} conditions`)
  const field = findField(reader.catalog, written.field)
  const name = Array.from(written.field).slice(0, 100).join('')
  if (field === null || !isStorable(written.field))
    return refuse(reader, written.isShorthand ? path : [...path, 'field'], `unknown field: ${name}`)
  const read = parseCondition(reader, field, written)
  if ('filter' in read) return read.filter
  const at = written.isShorthand ? path : [...path, read.member, ...(read.path ?? [])]
  return refuse(reader, at, `${name} ${read.problem}`)
}

const isStorable = (text: string) => text.isWellFormed() && !text.includes('\u0000')

function refuse(reader: FilterReader, path: Path, message: string): null {
  reader.issues.push({ path, message, type: 'value_error' })
  return null
}

const toList = (item: Filter | null): Filter[] => (item === null ? [] : [item])
