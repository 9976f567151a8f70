/**
 * A filter as SQL: values, names and paths are parameters without exception, the text comes from here and from the
 * columns alone. The meaning is that of `matches` in core; a test holds the two together.
 *
 * SQL has three values of truth, a filter two. Unknown counts as false in what AND and OR are made of, so only what is
 * negated has to say so; a plain condition stays plain, and an index can serve it.
 */
import type { Condition, FieldRef, Filter } from '@landfall/core/domain'
import { type Fragment, fragment } from '../statement.ts'
import { compileCondition } from './compile-condition.ts'

export interface FilterColumn {
  sql: Fragment<never>
  /** Of one of many things: puts the condition upon the column into the question whether there is such a thing. */
  within?: (condition: Fragment<string>) => Fragment<string>
  /** What equality with this value implies of indexed columns, where `sql` is an expression. */
  implies?: (value: Fragment<string>) => Fragment<string>
}

export type FilterColumns = Readonly<Record<string, FilterColumn>>

export interface CompiledFilter {
  where: Fragment<string>
  /** Under names of their own: `f0`, `f1`, ... */
  params: Record<string, unknown>
}

/** Adds a value to the parameters and answers the text that stands for it. */
export type Bind = (value: unknown) => Fragment<string>

export const TRUE = fragment`TRUE`
export const FALSE = fragment`FALSE`

export function compileFilter(filter: Filter, columns: FilterColumns): CompiledFilter {
  const params: Record<string, unknown> = {}
  const bind: Bind = value => {
    const name = `f${Object.keys(params).length}`
    params[name] = value
    return fragment<string>`${name}`
  }
  return { where: compile({ columns, bind }, filter, false), params }
}

interface Compiler {
  columns: FilterColumns
  bind: Bind
}

/** De Morgan down to the conditions, so that each is negated on its own. */
function compile(compiler: Compiler, filter: Filter, isNegated: boolean): Fragment<string> {
  switch (filter.kind) {
    case 'not':
      return compile(compiler, filter.item, !isNegated)
    case 'and':
    case 'or': {
      const isAnd = (filter.kind === 'and') !== isNegated
      return joined(
        filter.items.map(item => compile(compiler, item, isNegated)),
        isAnd,
      )
    }
    default: {
      const condition = compileOne(compiler, filter)
      return isNegated ? fragment`((${condition}) IS NOT TRUE)` : fragment`(${condition})`
    }
  }
}

function joined(items: Fragment<string>[], isAnd: boolean): Fragment<string> {
  const [first, ...rest] = items
  if (first === undefined) return isAnd ? TRUE : FALSE
  const text = rest.reduce(
    (left, right) => (isAnd ? fragment`${left} AND ${right}` : fragment`${left} OR ${right}`),
    first,
  )
  return fragment`(${text})`
}

function compileOne({ columns, bind }: Compiler, condition: Condition): Fragment<string> {
  const column = columnOf(columns, condition.field)
  const { within } = column
  if (within === undefined) return compileCondition(condition, column, bind)
  if (condition.kind !== 'null') return within(compileCondition(condition, column, bind))
  return fragment`NOT ${within(fragment`${column.sql} IS NOT NULL`)}`
}

export function columnOf(columns: FilterColumns, { name }: FieldRef): FilterColumn {
  const column = Object.hasOwn(columns, name) ? columns[name] : undefined
  if (column === undefined) throw new RangeError(`No column for the field ${name}`)
  return column
}
