/** One condition: what each operator of the contract (3, FilterOperator) means for each type of field. */
import { checkValue, type Problem, problem, textProblem } from './field-value.ts'
import type { FieldRef, Filter, Order, Scalar } from './filter.ts'
import type { FilterReader, WrittenCondition } from './filter-reader.ts'
import { readRegex } from './regex.ts'

export const FILTER_OPERATORS = [
  'eq',
  'ne',
  'gt',
  'lt',
  'gte',
  'lte',
  'in',
  'nin',
  'contains',
  'starts_with',
  'ends_with',
  'regex',
  'exists',
  'is_null',
  'text',
] as const
type Operator = (typeof FILTER_OPERATORS)[number]

type Read = { filter: Filter } | Problem

interface Subject {
  reader: FilterReader
  field: FieldRef
  operator: Operator
  value: unknown
  ignoresCase: boolean
}

export function parseCondition(
  reader: FilterReader,
  field: FieldRef,
  { operator, value, ignoresCase }: WrittenCondition,
): Read {
  if (!isOperator(operator))
    return { problem: `has an unknown operator; one of ${FILTER_OPERATORS.join(', ')}`, member: 'operator' }
  return READ[operator]({ reader, field, operator, value, ignoresCase })
}

const isOperator = (operator: unknown): operator is Operator =>
  FILTER_OPERATORS.includes(operator as Operator)

const READ: Record<Operator, (subject: Subject) => Read> = {
  eq: equality,
  ne: subject => negate(equality(subject)),
  gt: order,
  gte: order,
  lt: order,
  lte: order,
  in: membership,
  nin: subject => negate(membership(subject)),
  contains,
  starts_with: subject => like(subject, 'start'),
  ends_with: subject => like(subject, 'end'),
  regex,
  exists: subject => presence(subject, true),
  is_null: subject => presence(subject, false),
  text: words,
}

const found = (filter: Filter): Read => ({ filter })
const negate = (read: Read): Read => ('filter' in read ? found({ kind: 'not', item: read.filter }) : read)

function equality({ reader, field, value }: Subject): Read {
  if (value === undefined) return problem('needs a value')
  if (value === null) return found({ kind: 'null', field })
  const checked = checkValue(reader, field, value)
  if ('problem' in checked) return checked
  return found(equals(field, checked.value))
}

/** A single value is equal to a list that has it, as in the document store that clients of the contract know. */
function equals(field: FieldRef, value: unknown): Filter {
  if (field.type !== 'json' || typeof value === 'object') return { kind: 'is', field, value }
  const has: Filter = { kind: 'has', field, value: value as Scalar }
  return { kind: 'or', items: [{ kind: 'is', field, value }, has] }
}

/** Of metadata each value is a condition of its own, which Postgres has to plan for. */
const JSON_VALUE_WEIGHT = 10

function membership({ reader, field, value }: Subject): Read {
  if (!Array.isArray(value)) return problem('needs a list of values')
  reader.values += value.length * (field.type === 'json' ? JSON_VALUE_WEIGHT : 1)
  if (reader.values > reader.limits.values)
    return problem(`has more than ${reader.limits.values} values to compare with`)
  const values: unknown[] = []
  for (const [index, item] of value.entries()) {
    const checked = item === null ? { value: null } : checkValue(reader, field, item)
    if ('problem' in checked) return { ...checked, path: [index] }
    values.push(checked.value)
  }
  const isNull: Filter[] = values.includes(null) ? [{ kind: 'null', field }] : []
  const others = values.filter(item => item !== null)
  const among: Filter[] =
    field.type === 'json'
      ? others.map(item => equals(field, item))
      : [{ kind: 'any', field, values: others as Scalar[] }]
  return found({ kind: 'or', items: [...isNull, ...among] })
}

function order({ reader, field, operator, value }: Subject): Read {
  if (field.type === 'boolean') return notFor(field)
  const checked = checkValue(reader, field, value)
  if ('problem' in checked) return checked
  if (typeof checked.value !== 'number' && typeof checked.value !== 'string')
    return problem('needs a number or a text')
  return found({ kind: 'order', field, order: operator as Order, value: checked.value })
}

/** Part of a text, or an element of a list. */
function contains(subject: Subject): Read {
  const { reader, field, value } = subject
  if (field.type !== 'json') return like(subject, 'anywhere')
  const checked = checkValue(reader, field, value)
  if ('problem' in checked) return checked
  if (typeof checked.value === 'object') return problem('needs a single value')
  const has: Filter = { kind: 'has', field, value: checked.value as Scalar }
  if (typeof checked.value !== 'string') return found(has)
  const part = like(subject, 'anywhere')
  return 'filter' in part ? found({ kind: 'or', items: [has, part.filter] }) : part
}

function like(subject: Subject, at: 'start' | 'end' | 'anywhere'): Read {
  const text = readText(subject)
  if (typeof text !== 'string') return text
  const { field, ignoresCase } = subject
  return found({ kind: 'like', field, at, text, ignoresCase })
}

/** All words, in any order. */
function words(subject: Subject): Read {
  const text = readText(subject)
  if (typeof text !== 'string') return text
  const { field, ignoresCase } = subject
  const list = text.split(/\s+/u).filter(Boolean)
  if (list.length === 0) return problem('needs a word to look for')
  subject.reader.values += list.length
  if (subject.reader.values > subject.reader.limits.values) return problem('has too many words')
  const at = 'anywhere'
  return found({
    kind: 'and',
    items: list.map(word => ({ kind: 'like', field, at, text: word, ignoresCase })),
  })
}

function regex(subject: Subject): Read {
  const text = readText(subject)
  if (typeof text !== 'string') return text
  const read = readRegex(text)
  const { field, ignoresCase } = subject
  if ('problem' in read) return problem(`has a regular expression that ${read.problem}`)
  return found({ kind: 'regex', field, pattern: read.pattern, ignoresCase })
}

/** Without a value it is asked for; null and missing are one for `is_null`, and for every field of ours. */
function presence({ field, value = true }: Subject, isThere: boolean): Read {
  if (typeof value !== 'boolean') return problem('needs true or false')
  const isMember = isThere && field.path.length > 0
  const there: Filter = isMember ? { kind: 'exists', field } : { kind: 'not', item: { kind: 'null', field } }
  return found(value === isThere ? there : { kind: 'not', item: there })
}

function readText({ reader, field, value }: Subject): string | Problem {
  if (field.type !== 'text' && field.type !== 'json') return notFor(field)
  if (typeof value !== 'string') return problem('needs a text')
  return textProblem(reader, value) ?? value
}

const notFor = ({ type }: FieldRef): Problem => ({
  problem: `is a ${type}, which this operator is not for`,
  member: 'operator',
})
