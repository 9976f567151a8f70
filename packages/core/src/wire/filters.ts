import { z } from 'zod'
import { type FieldCatalog, findField } from '../domain/filter/fields.ts'
import type { Filter } from '../domain/filter/filter.ts'
import { parseFilter } from '../domain/filter/parse-filter.ts'
import { isSortField, SORT_FIELDS, type SortField, type SortOrder } from '../domain/page-cursor.ts'
import { withDefault } from './common.ts'
import {
  MAX_FILTER_CONDITIONS,
  MAX_FILTER_DEPTH,
  MAX_FILTER_TEXT_CHARACTERS,
  MAX_FILTER_VALUES,
  MAX_NAME_CHARACTERS,
} from './limits.ts'

const LIMITS = {
  depth: MAX_FILTER_DEPTH,
  conditions: MAX_FILTER_CONDITIONS,
  values: MAX_FILTER_VALUES,
  textCharacters: MAX_FILTER_TEXT_CHARACTERS,
}
/** Whoever sends a hundred wrong conditions learns about the first ones. */
const MAX_ISSUES = 10

const list = z.array(z.unknown()).nullish()

/**
 * LogicalOperator, CONTRACT 4.2: conditions `{field, operator, value}` under AND, OR and NOT, and any other key as
 * shorthand equality. What is below the first level is read by `parseFilter`, which is bounded where a schema is not.
 */
export const filtersOf = (catalog: FieldCatalog) => z.preprocess(refuseProto, operatorOf(catalog))

/** A schema's copy of an object leaves this one member out without a word. */
function refuseProto(input: unknown, context: z.RefinementCtx): unknown {
  if (typeof input === 'object' && input !== null && Object.hasOwn(input, '__proto__'))
    context.addIssue({ code: 'custom', path: ['__proto__'], message: 'unknown field: __proto__' })
  return input
}

const operatorOf = (catalog: FieldCatalog) =>
  z
    .looseObject({
      AND: list.describe('All of these conditions or operators hold.'),
      OR: list.describe('At least one of them holds.'),
      NOT: list.describe('None of them holds.'),
      case_sensitive: z
        .boolean()
        .nullish()
        .describe('true: contains, starts_with, ends_with, regex and text tell upper from lower case.'),
    })
    .transform((input, context): Filter | undefined => {
      const { filter, issues } = parseFilter(input, catalog, LIMITS)
      for (const { path, message } of issues.slice(0, MAX_ISSUES))
        context.addIssue({ code: 'custom', path, message })
      return issues.length > 0 ? z.NEVER : filter
    })

const direction = withDefault(z.enum(['asc', 'desc']), 'asc')

/**
 * SortOption of the contract, by any single field of the list. A cursor belongs to the sort that answered it; with
 * another one it is refused.
 */
export const sortOf = (catalog: FieldCatalog, ownSorts: readonly SortField[] = SORT_FIELDS) =>
  z
    .object({ field: z.string().min(1).max(MAX_NAME_CHARACTERS), direction })
    .transform((input, context): SortOrder => {
      const { field: name } = input
      const own = isSortField(name) && ownSorts.includes(name)
      const field = own ? name : findField(catalog, name)
      if (field !== null && (typeof field === 'string' || isSortable(field, name)))
        return { field, direction: input.direction }
      context.addIssue({ code: 'custom', path: ['field'], message: `cannot be sorted by: ${name}` })
      return z.NEVER
    })

const isSortable = ({ isMany }: { isMany: boolean }, name: string) =>
  !isMany && name.isWellFormed() && !name.includes('\u0000')

const BY_SIGN = new Map<unknown, string>([
  [1, 'asc'],
  [-1, 'desc'],
])

/**
 * The sort of buckets is a free object in the contract: `{"created_at": "desc"}` and `{"created_at": -1}` mean one too,
 * and `{}` none.
 */
export const looseSortOf = (catalog: FieldCatalog, ownSorts: readonly SortField[]) =>
  z.preprocess(value => {
    if (typeof value !== 'object' || value === null || Array.isArray(value) || 'field' in value) return value
    const [[field, order] = [], ...others] = Object.entries(value)
    if (field === undefined) return null
    return others.length > 0 ? value : { field, direction: BY_SIGN.get(order) ?? order }
  }, sortOf(catalog, ownSorts).nullish())
