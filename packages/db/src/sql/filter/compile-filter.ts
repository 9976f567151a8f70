/**
 * A filter as SQL: values, names and paths are parameters without exception, the text comes from here and from the
 * columns alone. The meaning is that of `matches` in core; a test holds the two together.
 *
 * SQL has three values of truth, a filter two. Unknown counts as false in what AND and OR are made of, so only what is
 * negated has to say so; a plain condition stays plain, and an index can serve it.
 */
import type { Condition, Filter } from '@landfall/core/domain'
import { type Fragment, fragment } from '../statement.ts'
import { compileCondition } from './compile-condition.ts'
import { type Bind, columnOf, type FilterColumns } from './filter-column.ts'

export interface CompiledFilter {
  where: Fragment<string>
  /** Under names of their own: `f0`, `f1`, ... */
  params: Record<string, unknown>
}

const TRUE = fragment`TRUE`
const FALSE = fragment`FALSE`

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
