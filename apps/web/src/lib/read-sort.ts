/** As it stands in the address, `filename:asc`; any other field is newest first. */
export function readSortBy<TField extends string>(
  fields: readonly (TField | 'created_at')[],
  text: string | null,
): { field: TField | 'created_at'; direction: 'asc' | 'desc' } {
  const [given, direction] = (text ?? '').split(':')
  const field = fields.find(known => known === given)
  return field
    ? { field, direction: direction === 'asc' ? 'asc' : 'desc' }
    : { field: 'created_at', direction: 'desc' }
}

export const writeSort = ({ field, direction }: { field: string; direction: 'asc' | 'desc' }): string =>
  `${field}:${direction}`
