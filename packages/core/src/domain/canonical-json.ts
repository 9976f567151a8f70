/**
 * One text for one meaning: members in the order of their names, and without those that are null, so that a field that
 * is added later does not change what was said before it existed. For comparing, never for storing.
 */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(inOrder(value))
}

function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inOrder)
  if (typeof value !== 'object' || value === null) return value
  const members = Object.entries(value).filter(([, member]) => member !== null && member !== undefined)
  members.sort(([a], [b]) => (a < b ? -1 : 1))
  // An object again, not a list of pairs, which is something that a caller can send too.
  return Object.fromEntries(members.map(([name, member]) => [name, inOrder(member)]))
}
