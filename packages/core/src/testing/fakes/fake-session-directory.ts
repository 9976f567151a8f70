import type { NewSession, SessionDirectory, SessionRecord } from '../../ports/session-directory.ts'
import { type FakeTables, type SessionRow, secondsAfter } from './tables.ts'

export function createFakeSessionDirectory(tables: FakeTables): SessionDirectory {
  const open = (session: NewSession, opener: Omit<SessionRow, 'sessionId' | 'expiresAt'>): SessionRecord => {
    const { sessionId, tokenHash, lifetimeSeconds } = session
    const row = { ...opener, sessionId, expiresAt: secondsAfter(tables.clock.now(), lifetimeSeconds) }
    tables.sessions.set(tokenHash, row)
    const { apiKeyId: _, ...record } = row
    return structuredClone(record)
  }
  const keyBehind = (actorId: string): string | null => {
    if (tables.apiKeys.has(actorId)) return actorId
    return [...tables.sessions.values()].find(({ sessionId }) => sessionId === actorId)?.apiKeyId ?? null
  }
  return {
    createLink: async ({ tokenHash, lifetimeSeconds, ...link }) => {
      const expiresAt = secondsAfter(tables.clock.now(), lifetimeSeconds)
      tables.signInLinks.set(tokenHash, { ...link, expiresAt, isUsed: false })
      return { expiresAt }
    },
    redeemLink: async (linkHash, session) => {
      const link = tables.signInLinks.get(linkHash)
      if (link === undefined || link.isUsed || link.expiresAt <= tables.clock.now()) return null
      link.isUsed = true
      const { organizationId, namespaceId, permission, isOperator, actorId } = link
      const apiKeyId = keyBehind(actorId)
      return open(session, { organizationId, namespaceId, permission, isOperator, apiKeyId })
    },
    createSessionForKey: async (keyHash, session) => {
      const key = [...tables.apiKeys.values()].find(({ hash }) => hash === keyHash)
      if (key === undefined || key.revokedAt !== null) return null
      const { organizationId, namespaceId, permission, isOperator, keyId: apiKeyId } = key
      return open(session, { organizationId, namespaceId, permission, isOperator, apiKeyId })
    },
    authenticate: async tokenHash => {
      const row = tables.sessions.get(tokenHash)
      if (row === undefined || row.expiresAt <= tables.clock.now()) return null
      const key = tables.apiKeys.get(row.apiKeyId ?? '')
      if (key !== undefined && key.revokedAt !== null) return null
      const allNamespaces = key?.allNamespaces ?? true
      const { sessionId: id, organizationId, namespaceId, permission, isOperator, apiKeyId } = row
      const behind = apiKeyId === null ? {} : { keyId: apiKeyId }
      return {
        kind: 'session',
        id,
        organizationId,
        namespaceId,
        allNamespaces,
        permission,
        isOperator,
        ...behind,
      }
    },
    end: async tokenHash => {
      tables.sessions.delete(tokenHash)
    },
  }
}
