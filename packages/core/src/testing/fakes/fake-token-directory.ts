import type { Tenant } from '../../domain/actor.ts'
import type { NewUploadToken, TokenDirectory, TokenStanding } from '../../ports/token-directory.ts'
import { SIGNING_KEY_SECONDS, TOKEN_GRACE_SECONDS } from '../../wire/limits.ts'
import { type FakeTables, rowOf, secondsAfter, type TokenGrantRow, type UploadTokenRow } from './tables.ts'
import { isOwn } from './tenancy.ts'

export function createFakeTokenDirectory(tables: FakeTables): TokenDirectory {
  const { clock } = tables
  return {
    signingKey: async candidate => {
      const now = clock.now()
      const newest = tables.signingKeys.findLast(
        key => key.retiredAt === null && secondsAfter(key.createdAt, SIGNING_KEY_SECONDS) > now,
      )
      if (newest) return { kid: newest.kid, secret: newest.secret, now }
      for (const key of tables.signingKeys) key.retiredAt ??= secondsAfter(now, TOKEN_GRACE_SECONDS)
      tables.signingKeys.push({ ...candidate, createdAt: now, retiredAt: null })
      return { ...candidate, now }
    },
    findSecret: async kid => tables.signingKeys.find(key => key.kid === kid)?.secret ?? null,
    rotate: async (next, graceSeconds) => {
      const retiredAt = secondsAfter(clock.now(), graceSeconds)
      const retired = tables.signingKeys.filter(key => key.retiredAt === null || key.retiredAt > retiredAt)
      for (const key of retired) key.retiredAt = retiredAt
      tables.signingKeys.push({ ...next, createdAt: clock.now(), retiredAt: null })
      return { retiredKeys: retired.length }
    },
    issue: async token => {
      const earlier = findContinued(tables, token)
      const { grantId, organizationId, namespaceId, bucketId, owner, issuerId, expiresAt } = token
      const tenant = { organizationId, namespaceId }
      const grant = earlier ?? { ...tenant, grantId, bucketId, owner, issuerId, filesUsed: 0, expiresAt }
      if (grant.expiresAt < expiresAt) grant.expiresAt = expiresAt
      tables.grants.set(grant.grantId, grant)
      tables.uploadTokens.set(token.tokenHash, {
        tokenId: token.tokenId,
        grantId: grant.grantId,
        kid: token.kid,
        expiresAt,
        isRevoked: false,
      })
      return { grantId: grant.grantId, isContinued: earlier !== null }
    },
    authenticate: async (tokenHash, namespaceRef) => {
      const token = tables.uploadTokens.get(tokenHash)
      const grant = token && tables.grants.get(token.grantId)
      if (!token || !grant || isDeleted(tables, grant)) return { outcome: 'unknown' }
      return standingOf(tables, { token, grant, namespaceRef })
    },
    revoke: async (tenant: Tenant, tokenId) => {
      const token = [...tables.uploadTokens.values()].find(row => row.tokenId === tokenId)
      const grant = token && tables.grants.get(token.grantId)
      if (!token || !grant || !isOwn(tenant, grant)) return false
      token.isRevoked = true
      return true
    },
    forgetExpired: async () => {
      const now = clock.now()
      const over = [...tables.grants.values()].filter(
        ({ expiresAt }) => secondsAfter(expiresAt, TOKEN_GRACE_SECONDS) < now,
      )
      for (const { grantId } of over) tables.grants.delete(grantId)
      for (const [hash, { grantId }] of tables.uploadTokens)
        if (!tables.grants.has(grantId)) tables.uploadTokens.delete(hash)
      return over.length
    },
  }
}

function findContinued(tables: FakeTables, token: NewUploadToken): TokenGrantRow | null {
  const before = token.continuesHash === null ? undefined : tables.uploadTokens.get(token.continuesHash)
  const grant = before && tables.grants.get(before.grantId)
  if (!before || !grant || before.isRevoked || !isOwn(token, grant)) return null
  if (secondsAfter(before.expiresAt, TOKEN_GRACE_SECONDS) < tables.clock.now()) return null
  const { issuerId, bucketId, owner } = grant
  return issuerId === token.issuerId && bucketId === token.bucketId && owner === token.owner ? grant : null
}

interface Asked {
  token: UploadTokenRow
  grant: TokenGrantRow
  namespaceRef: string | null
}

const isDeleted = (tables: FakeTables, { bucketId }: { bucketId: string }) =>
  rowOf(tables.buckets, bucketId).deletedAt !== null

function standingOf(tables: FakeTables, { token, grant, namespaceRef }: Asked): TokenStanding {
  const now = tables.clock.now()
  const signedWith = tables.signingKeys.find(({ kid }) => kid === token.kid)
  const isRetired = signedWith === undefined || (signedWith.retiredAt !== null && signedWith.retiredAt <= now)
  const isIssuerRevoked = (tables.apiKeys.get(grant.issuerId)?.revokedAt ?? null) !== null
  if (token.isRevoked || isRetired || isIssuerRevoked) return { outcome: 'revoked' }
  if (token.expiresAt <= now) return { outcome: 'expired' }
  const { organizationId, namespaceId, grantId, issuerId, bucketId, owner } = grant
  const name = tables.namespaces.get(namespaceId)?.name
  if (namespaceRef !== null && namespaceRef !== namespaceId && namespaceRef !== name)
    return { outcome: 'namespace_unknown' }
  return {
    outcome: 'live',
    tenant: { organizationId, namespaceId },
    grant: { grantId, issuerId, bucketId, owner },
  }
}
