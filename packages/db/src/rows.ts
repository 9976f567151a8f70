/** How Postgres' values become ours. node-postgres and Prisma both hand bigint over as something that is not a number. */
export function toSafeInteger(value: string | number | bigint): number {
  const number = Number(value)
  if (!Number.isSafeInteger(number)) throw new RangeError(`${value} is beyond what a JSON integer can carry`)
  return number
}

export const toSafeIntegerOrNull = (value: string | number | bigint | null): number | null =>
  value === null ? null : toSafeInteger(value)

/** jsonb parameters go as text: node-postgres would send an array as a Postgres array. */
export const toJson = (value: unknown): string | null => (value === null ? null : JSON.stringify(value))

/** For statements whose answer is one row whatever they found. */
export function onlyRow<TRow>(rows: TRow[]): TRow {
  const [row] = rows
  if (row === undefined || rows.length > 1) throw new Error(`Expected one row, got ${rows.length}`)
  return row
}
