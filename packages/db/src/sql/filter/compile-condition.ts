import type { Condition, FieldRef, Order } from '@landfall/core/domain'
import { type Fragment, fragment } from '../statement.ts'
import type { Bind, FilterColumn } from './filter-column.ts'

const OPERATOR: Record<Order, Fragment<never>> = {
  gt: fragment`>`,
  gte: fragment`>=`,
  lt: fragment`<`,
  lte: fragment`<=`,
}

/** The types of the columns are not quite those of the values: a size is compared with 1.5 as well. */
const CAST: Record<Exclude<FieldRef['type'], 'json'>, { one: Fragment<never>; list: Fragment<never> }> = {
  text: { one: fragment`::text`, list: fragment`::text[]` },
  number: { one: fragment`::numeric`, list: fragment`::numeric[]` },
  time: { one: fragment`::timestamptz`, list: fragment`::timestamptz[]` },
  boolean: { one: fragment`::boolean`, list: fragment`::boolean[]` },
}

/** True, false or unknown. */
export function compileCondition(condition: Condition, column: FilterColumn, bind: Bind): Fragment<string> {
  const { type, path } = condition.field
  return type === 'json'
    ? onJson(condition, { root: column.sql, value: jsonAt(column.sql, path, bind), bind })
    : onColumn(condition, { ...column, cast: CAST[type], bind })
}

interface Column extends FilterColumn {
  cast: { one: Fragment<never>; list: Fragment<never> }
  bind: Bind
}

function onColumn(condition: Condition, { sql, cast, bind, implies }: Column): Fragment<string> {
  switch (condition.kind) {
    case 'is': {
      const value = fragment`${bind(condition.value)}${cast.one}`
      const equal = fragment`${sql} = ${value}`
      return implies ? fragment`${equal} AND ${implies(value)}` : equal
    }
    case 'any':
      return fragment`${sql} = ANY (${bind(condition.values)}${cast.list})`
    case 'order': {
      const value = fragment`${bind(condition.value)}${cast.one}`
      const column = condition.field.type === 'text' ? fragment`${sql} COLLATE "C"` : sql
      return fragment`${column} ${OPERATOR[condition.order]} ${value}`
    }
    case 'like':
    case 'regex':
      return onText(condition, sql, bind)
    case 'null':
      return fragment`${sql} IS NULL`
    case 'has':
    case 'exists':
      throw new RangeError(`${condition.kind} is for JSON, not for ${condition.field.name}`)
  }
}

interface Json {
  root: Fragment<never>
  value: Fragment<string>
  bind: Bind
}

/** Containment goes before equality, which it does not replace: an index on the document can serve it. */
function onJson(condition: Condition, { root, value, bind }: Json): Fragment<string> {
  const { path } = condition.field
  switch (condition.kind) {
    case 'is': {
      const document = bind(JSON.stringify(documentOf(path, condition.value)))
      return fragment`${root} @> ${document}::jsonb AND ${value} = ${bind(JSON.stringify(condition.value))}::jsonb`
    }
    // In an array a single value contains itself alone, so the rest adds nothing but a smaller estimate: whenever the
    // planner's sample happens to have the value, it would rather walk along the order of the list through everything.
    case 'has': {
      const document = bind(JSON.stringify(documentOf(path, [condition.value])))
      return fragment`${root} @> ${document}::jsonb AND jsonb_typeof(${value}) = 'array'`
    }
    case 'order':
      return typeof condition.value === 'number'
        ? fragment`jsonb_typeof(${value}) = 'number' AND ${value} ${OPERATOR[condition.order]} ${bind(JSON.stringify(condition.value))}::jsonb`
        : fragment`${textAt(value)} COLLATE "C" ${OPERATOR[condition.order]} ${bind(condition.value)}::text`
    case 'like':
    case 'regex':
      return onText(condition, textAt(value), bind)
    case 'exists':
      return fragment`${value} IS NOT NULL`
    case 'null':
      return fragment`${value} IS NULL OR ${value} = 'null'::jsonb`
    case 'any':
      throw new RangeError(`any is for columns, not for ${condition.field.name}`)
  }
}

/** `strpos` and its like take the text as it is: no character of it is a pattern. */
function onText(
  condition: Extract<Condition, { kind: 'like' | 'regex' }>,
  subject: Fragment<string>,
  bind: Bind,
): Fragment<string> {
  if (condition.kind === 'regex') {
    const pattern = bind(condition.pattern)
    return condition.ignoresCase
      ? fragment`${subject} ~* ${pattern}::text`
      : fragment`${subject} ~ ${pattern}::text`
  }
  const given = fragment`${bind(condition.text)}::text`
  const [whole, part] = condition.ignoresCase
    ? [fragment`lower(${subject})`, fragment`lower(${given})`]
    : [subject, given]
  switch (condition.at) {
    case 'start':
      return fragment`starts_with(${whole}, ${part})`
    case 'end':
      return fragment`right(${whole}, length(${part})) = ${part}`
    case 'anywhere':
      return fragment`strpos(${whole}, ${part}) > 0`
  }
}

/** `->` with a text looks into objects alone; `#>` would take "0" for a place in an array. */
export const jsonAt = (root: Fragment<never>, path: readonly string[], bind: Bind): Fragment<string> =>
  path.reduce<Fragment<string>>(
    (value, member) => fragment`(${value} -> ${bind(member)}::text)`,
    fragment`(${root})`,
  )

export const textAt = (value: Fragment<string>) =>
  fragment`(CASE WHEN jsonb_typeof(${value}) = 'string' THEN ${value} #>> '{}' END)`

const documentOf = (path: readonly string[], value: unknown): unknown =>
  path.reduceRight((inner, member) => Object.fromEntries([[member, inner]]), value)
