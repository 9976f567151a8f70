/** The order of any field, as `sortKeyOf` of core has it: rank, number, text; never null, so that a keyset can use it. */
import { type FieldRef, SORT_CHARACTERS, SORT_RANK } from '@landfall/core/domain'
import { type Fragment, fragment } from '../statement.ts'
import { jsonAt, textAt } from './compile-condition.ts'
import { type Bind, columnOf, type FilterColumns } from './filter-column.ts'

export type OrderColumns = [rank: Fragment<string>, number: Fragment<string>, text: Fragment<string>]

export function fieldOrder(field: FieldRef, columns: FilterColumns, bind: Bind): OrderColumns {
  const { sql } = columnOf(columns, field)
  const cut = bind(SORT_CHARACTERS)
  const rank = (name: keyof typeof SORT_RANK) => fragment`${bind(SORT_RANK[name])}::int`
  const text = (subject: Fragment<string>) =>
    fragment`left(COALESCE(${subject}, ''), ${cut}::int) COLLATE "C"`
  const known = (name: keyof typeof SORT_RANK) =>
    fragment`CASE WHEN ${sql} IS NULL THEN ${rank('nothing')} ELSE ${rank(name)} END`
  const none = text(fragment`''::text`)
  switch (field.type) {
    case 'text':
      return [known('text'), ZERO, text(sql)]
    case 'time':
      return [known('text'), ZERO, text(fragment`to_char(${sql} AT TIME ZONE 'UTC', ${TIME_FORMAT})`)]
    case 'number':
      return [known('number'), fragment`COALESCE(${sql}, 0)::numeric`, none]
    case 'boolean':
      return [known('boolean'), fragment`COALESCE(${sql}, FALSE)::int::numeric`, none]
    case 'json': {
      const value = jsonAt(sql, field.path, bind)
      return [jsonRank(value, rank), jsonNumber(value), text(textAt(value))]
    }
  }
}

const ZERO = fragment`0::numeric`
const TIME_FORMAT = fragment`'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'`

const jsonRank = (value: Fragment<string>, rank: (name: keyof typeof SORT_RANK) => Fragment<string>) =>
  fragment`CASE jsonb_typeof(${value}) WHEN 'number' THEN ${rank('number')} WHEN 'string' THEN ${rank('text')}
    WHEN 'boolean' THEN ${rank('boolean')} ELSE ${rank('nothing')} END`

/** CASE is evaluated in order, so that nothing but a number is ever cast to one. */
const jsonNumber = (value: Fragment<string>) =>
  fragment`CASE jsonb_typeof(${value}) WHEN 'number' THEN (${value})::numeric
    WHEN 'boolean' THEN (${value})::boolean::int::numeric ELSE 0 END`
