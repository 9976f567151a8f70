/**
 * What a list may be filtered by, as plain data. `parse-filter` makes it from what a caller sent, `matches` evaluates it
 * in memory, and the database adapter compiles it to a parameterised statement; the last two are tested to agree.
 *
 * Two values of truth: what is missing or null is not equal to, greater than or like anything, and NOT turns exactly
 * that around.
 */
export type FieldType = 'text' | 'number' | 'time' | 'boolean' | 'json'

export interface FieldRef {
  /** As in the resource's catalog (`fields.ts`). */
  name: string
  type: FieldType
  /** Members to descend into, of a `json` field alone. */
  path: readonly string[]
  /** Of a list of things, any of which may satisfy a condition. */
  isMany: boolean
}

export type Scalar = string | number | boolean

export type Filter =
  | { kind: 'and' | 'or'; items: readonly Filter[] }
  | { kind: 'not'; item: Filter }
  | Condition

/** Times are texts of 27 characters, see `time-text.ts`. */
export type Condition =
  /** Equal as JSON; of a `json` field any value but null. */
  | { kind: 'is'; field: FieldRef; value: unknown }
  /** Equal to one of these; never of a `json` field. */
  | { kind: 'any'; field: FieldRef; values: readonly Scalar[] }
  /** A JSON array with this element. */
  | { kind: 'has'; field: FieldRef; value: Scalar }
  /** Numbers as numbers, texts by code point; of a `json` field only a value of the same type is comparable. */
  | { kind: 'order'; field: FieldRef; order: Order; value: string | number }
  | { kind: 'like'; field: FieldRef; at: 'start' | 'end' | 'anywhere'; text: string; ignoresCase: boolean }
  /** `pattern` is one that `readRegex` wrote. */
  | { kind: 'regex'; field: FieldRef; pattern: string; ignoresCase: boolean }
  /** The member is there, even if it is null. Of `json` fields alone. */
  | { kind: 'exists'; field: FieldRef }
  /** Null or missing. */
  | { kind: 'null'; field: FieldRef }

export type Order = 'gt' | 'gte' | 'lt' | 'lte'
