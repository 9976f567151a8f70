/**
 * Where a value of any type stands in an order: nothing (null, missing, what has no order), numbers, texts, truth. Of
 * texts the first characters count, so that a cursor that carries them stays short.
 */
import { compareTexts } from './evaluate.ts'

export type SortKey = readonly [rank: number, number: number, text: string]

export const SORT_RANK = { nothing: 0, number: 1, text: 2, boolean: 3 } as const
export const SORT_CHARACTERS = 200

export function sortKeyOf(value: unknown): SortKey {
  switch (typeof value) {
    case 'number':
      return [SORT_RANK.number, value, '']
    case 'string':
      return [SORT_RANK.text, 0, Array.from(value).slice(0, SORT_CHARACTERS).join('')]
    case 'boolean':
      return [SORT_RANK.boolean, Number(value), '']
    default:
      return [SORT_RANK.nothing, 0, '']
  }
}

export const compareSortKeys = (a: SortKey, b: SortKey): number =>
  a[0] - b[0] || a[1] - b[1] || compareTexts(a[2], b[2])

/** Of a cursor: forged ones must not reach the database as something else. */
export function isSortKey(value: unknown): value is SortKey {
  if (!Array.isArray(value) || value.length !== 3) return false
  const [rank, number, text]: unknown[] = value
  const isText = typeof text === 'string' && text.isWellFormed() && !text.includes('\u0000')
  return [0, 1, 2, 3].includes(rank as number) && Number.isFinite(number) && isText
}
