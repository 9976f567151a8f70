/** That the database finds, in the order asked for, what the evaluation in memory finds. */
import {
  compareSortKeys,
  type FieldCatalog,
  type Filter,
  findField,
  matches,
  parseFilter,
  type SortOrder,
  sortKeyIn,
} from '@landfall/core/domain'
import fc from 'fast-check'
import { expect } from 'vitest'
import { filters, sorts, type Values } from './filter-arbitraries.ts'

export interface AgreementOptions {
  catalog: FieldCatalog
  /** Values of every row, among them its id. */
  rows: readonly Values[]
  idOf: (row: Values) => string
  list: (query: Query) => Promise<{ ids: string[]; nextCursor: string | null }>
  numRuns: number
  seed: number
}

export interface Query {
  filter?: Filter | undefined
  sort?: SortOrder | undefined
  limit: number
  cursor?: string | undefined
}

const LIMITS = { depth: 20, conditions: 1000, values: 1000, textCharacters: 1000 }

/** `null`: not one that the wire takes, such as an order between a number and a truth. */
export function readFilter(catalog: FieldCatalog, written: object): Filter | null {
  const { filter, issues } = parseFilter(written, catalog, LIMITS)
  return issues.length === 0 && filter !== undefined ? filter : null
}

export async function expectAgreement({
  catalog,
  rows,
  idOf,
  list,
  numRuns,
  seed,
}: AgreementOptions): Promise<void> {
  let found = 0
  const property = fc.asyncProperty(
    fc.record({
      written: filters(catalog, rows),
      name: sorts(catalog),
      direction: fc.constantFrom('asc', 'desc'),
      pageLimit: fc.integer({ min: 1, max: 5 }),
    }),
    async ({ written, name, direction, pageLimit }) => {
      const filter = readFilter(catalog, written)
      const field = findField(catalog, name)
      fc.pre(filter !== null && field !== null)
      if (filter === null || field === null) return
      const sort: SortOrder = { field, direction }
      const expected = sorted(
        rows.filter(row => matches(filter, row)),
        sort,
        idOf,
      )
      found += expected.length
      const whole = await list({ filter, sort, limit: rows.length })
      expect(whole).toEqual({ ids: expected, nextCursor: null })
      const first = await list({ filter, sort, limit: pageLimit })
      expect(first.ids).toEqual(expected.slice(0, pageLimit))
      if (first.nextCursor === null) return
      const second = await list({ filter, sort, limit: rows.length, cursor: first.nextCursor })
      expect(second.ids).toEqual(expected.slice(pageLimit))
    },
  )
  await fc.assert(property, { numRuns, seed })
  // A generator whose filters match nothing would agree for ever.
  expect(found).toBeGreaterThan(numRuns / 10)
}

function sorted(rows: Values[], { field, direction }: SortOrder, idOf: (row: Values) => string): string[] {
  const sign = direction === 'asc' ? 1 : -1
  if (typeof field === 'string') throw new RangeError('a sort by a field of its own')
  return rows
    .map(row => ({ id: idOf(row), key: sortKeyIn(field, row) }))
    .sort((a, b) => sign * (compareSortKeys(a.key, b.key) || (a.id < b.id ? -1 : 1)))
    .map(({ id }) => id)
}
