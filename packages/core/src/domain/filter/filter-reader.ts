import type { FieldIssue } from '../errors.ts'
import type { FieldCatalog } from './fields.ts'

export interface FilterLimits {
  /** How deep AND, OR and NOT may nest. */
  depth: number
  /** All conditions together. */
  conditions: number
  /** All values of `in` and `nin` together. */
  values: number
  /** Of one text that is compared with. */
  textCharacters: number
}

/** What is read so far; counts run over the whole filter. */
export interface FilterReader {
  catalog: FieldCatalog
  limits: FilterLimits
  issues: FieldIssue[]
  conditions: number
  values: number
}

export interface WrittenCondition {
  field: string
  operator: unknown
  value: unknown
  /** The value stands at the path itself, not in a member of it. */
  isShorthand: boolean
  ignoresCase: boolean
}
