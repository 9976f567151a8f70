import type { IncomingMessage } from 'node:http'

/**
 * Generated clients of the contract may send the header twice, in two spellings (CONTRACT 1.6). Node keeps the first line and
 * drops the others unseen; equal lines are one, and lines that differ are nobody's credential.
 */
export function authorizationOf({ rawHeaders }: Pick<IncomingMessage, 'rawHeaders'>): string | undefined {
  const lines = new Set<string>()
  for (let index = 0; index < rawHeaders.length; index += 2) {
    if (rawHeaders[index]?.toLowerCase() === 'authorization') lines.add(rawHeaders[index + 1] ?? '')
  }
  return lines.size > 1 ? '' : lines.values().next().value
}
