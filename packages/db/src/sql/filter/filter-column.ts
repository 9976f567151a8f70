import type { FieldRef } from '@landfall/core/domain'
import type { Fragment } from '../statement.ts'

export interface FilterColumn {
  sql: Fragment<never>
  /** Of one of many things: puts the condition upon the column into the question whether there is such a thing. */
  within?: (condition: Fragment<string>) => Fragment<string>
  /** What equality with this value implies of indexed columns, where `sql` is an expression. */
  implies?: (value: Fragment<string>) => Fragment<string>
}

export type FilterColumns = Readonly<Record<string, FilterColumn>>

/** Adds a value to the parameters and answers the text that stands for it. */
export type Bind = (value: unknown) => Fragment<string>

export function columnOf(columns: FilterColumns, { name }: FieldRef): FilterColumn {
  const column = Object.hasOwn(columns, name) ? columns[name] : undefined
  if (column === undefined) throw new RangeError(`No column for the field ${name}`)
  return column
}
