/**
 * What a search looks through (CONTRACT 4.2): a name, and the single values of metadata as text; literally, whatever the
 * case. An empty search is none.
 */
export const contains = (text: string, search: string | undefined) =>
  search === undefined || text.toLowerCase().includes(search.toLowerCase())

export const metadataContains = (metadata: unknown, search: string): boolean => {
  if (metadata === null || metadata === undefined) return false
  if (typeof metadata !== 'object') return contains(String(metadata), search)
  return Object.values(metadata).some(value => metadataContains(value, search))
}
