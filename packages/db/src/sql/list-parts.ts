/** What lists of all kinds are put together from: the caller's filter, the order, where the page begins, and who runs it. */
import { type ListScope, NEWEST_FIRST } from '@landfall/core/domain'
import type { Database } from '../connect.ts'
import { compileFilter } from './filter/compile-filter.ts'
import type { Bind, FilterColumns } from './filter/filter-column.ts'
import { isFree, type Ordering, orderingOf, readCursor, type SortColumns } from './sorting.ts'
import { type Fragment, fragment, NOTHING, type Statement } from './statement.ts'

export interface ListColumns {
  own: SortColumns
  fields: FilterColumns
}

export interface ListParts {
  /** `AND ...`, or nothing. */
  filter: Fragment<string>
  ordering: Ordering
  params: Record<string, unknown>
}

export function listParts(scope: ListScope, { own, fields }: ListColumns): ListParts {
  const { where, params } = filterPart(scope, fields)
  const bind: Bind = value => {
    const name = `s${Object.keys(params).length}`
    params[name] = value
    return fragment<string>`${name}`
  }
  const ordering = orderingOf(scope.sort ?? NEWEST_FIRST, own, { fields, bind })
  return { filter: where, ordering, params }
}

export function filterPart({ filter }: ListScope, fields: FilterColumns) {
  if (filter === undefined) return { where: NOTHING as Fragment<string>, params: {} }
  const { where, params } = compileFilter(filter, fields)
  return { where: fragment`AND ${where}`, params }
}

interface Page {
  limit: number
  offset?: number | undefined
  cursor?: string | undefined
}

/** One row more than the page has tells whether there is another one. */
export function pageParams(query: ListScope & Page) {
  const after = readCursor(query)
  return {
    afterValue: after?.value ?? null,
    afterId: after?.id ?? null,
    limit: query.limit + 1,
    offset: after === null ? (query.offset ?? 0) : 0,
  }
}

/** Whatever the caller chose the shape of, or has to be looked for in every row, runs under a time limit of its own. */
export const runList = <TRow extends Record<string, unknown>, TParams>(
  db: Database,
  scope: ListScope,
  { statement, params }: { statement: Statement<TParams>; params: TParams },
): Promise<TRow[]> =>
  isFree(scope) || scope.search !== undefined
    ? db.runBounded<TRow, TParams>(isFree(scope) ? { ...statement, name: '' } : statement, params)
    : db.run<TRow, TParams>(statement, params)
