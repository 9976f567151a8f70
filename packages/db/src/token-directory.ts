/**
 * Upload tokens and the keys that sign them. Each method is one statement, so that replicas agree without talking: what a
 * rotation or a revocation writes, the next `authenticate` reads.
 */
import type { Tenant } from '@landfall/core/domain'
import type { NewUploadToken, SigningKey, TokenDirectory, TokenStanding } from '@landfall/core/ports'
import type { Database } from './connect.ts'
import { onlyRow } from './rows.ts'
import { sql } from './sql/statement.ts'

/** A day: the longest that a token lives, and that one which has ended may be continued. */
const LONGEST = 86_400
const KEY_LIFETIME = 30 * 86_400

type KeyParams = SigningKey & { lifetime: number; grace: number }

const SIGNING_KEY = sql<KeyParams>('signing-key')`
  WITH newest AS MATERIALIZED (
    SELECT kid, secret FROM signing_key
     WHERE retired_at IS NULL AND created_at > now() - make_interval(secs => ${'lifetime'}::int)
     ORDER BY created_at DESC, kid DESC LIMIT 1
  ),
  retired AS (
    UPDATE signing_key SET retired_at = now() + make_interval(secs => ${'grace'}::int)
     WHERE retired_at IS NULL AND NOT EXISTS (SELECT FROM newest)
  ),
  added AS (
    INSERT INTO signing_key (kid, secret) SELECT ${'kid'}, ${'secret'}::bytea WHERE NOT EXISTS (SELECT FROM newest)
    RETURNING kid, secret
  )
  SELECT kid, secret, now() AS now FROM newest UNION ALL SELECT kid, secret, now() FROM added`

const FIND_SECRET = sql<{ kid: string }>('find-secret')`SELECT secret FROM signing_key WHERE kid = ${'kid'}`

const ROTATE = sql<Omit<KeyParams, 'lifetime'>>('rotate-signing-key')`
  WITH retired AS (
    UPDATE signing_key SET retired_at = now() + make_interval(secs => ${'grace'}::int)
     WHERE retired_at IS NULL OR retired_at > now() + make_interval(secs => ${'grace'}::int)
    RETURNING kid
  ),
  added AS (INSERT INTO signing_key (kid, secret) VALUES (${'kid'}, ${'secret'}::bytea))
  SELECT count(*)::int AS retired_keys FROM retired`

const ISSUE = sql<NewUploadToken & { grace: number }>('issue-token')`
  WITH earlier AS MATERIALIZED (
    SELECT g.id FROM upload_token t JOIN token_grant g ON g.id = t.grant_id
     WHERE t.token_hash = ${'continuesHash'}::text AND t.revoked_at IS NULL
       AND t.expires_at > now() - make_interval(secs => ${'grace'}::int)
       AND g.organization_id = ${'organizationId'} AND g.namespace_id = ${'namespaceId'}
       AND g.bucket_id = ${'bucketId'} AND g.issuer_key_id = ${'issuerId'}
       AND g.owner IS NOT DISTINCT FROM ${'owner'}::text
  ),
  kept AS (
    UPDATE token_grant SET expires_at = GREATEST(expires_at, ${'expiresAt'}::timestamptz)
     WHERE id IN (SELECT id FROM earlier) RETURNING id
  ),
  added AS (
    INSERT INTO token_grant (id, organization_id, namespace_id, bucket_id, owner, issuer_key_id, expires_at)
    SELECT ${'grantId'}, ${'organizationId'}, ${'namespaceId'}, ${'bucketId'}, ${'owner'}::text, ${'issuerId'},
      ${'expiresAt'}::timestamptz
    WHERE NOT EXISTS (SELECT FROM kept)
    RETURNING id
  ),
  made AS (
    INSERT INTO upload_token (id, grant_id, token_hash, kid, expires_at)
    SELECT ${'tokenId'}, id, ${'tokenHash'}, ${'kid'}, ${'expiresAt'}::timestamptz
      FROM (SELECT id FROM kept UNION ALL SELECT id FROM added) g
    RETURNING grant_id
  )
  SELECT grant_id, EXISTS (SELECT FROM kept) AS is_continued FROM made`

interface AuthenticateParams {
  tokenHash: string
  namespaceRef: string | null
}

const AUTHENTICATE = sql<AuthenticateParams>('authenticate-token')`
  SELECT g.id, g.organization_id, g.namespace_id, g.bucket_id, g.owner, g.issuer_key_id,
    t.expires_at <= now() AS is_expired,
    t.revoked_at IS NOT NULL OR k.revoked_at IS NOT NULL OR s.kid IS NULL OR COALESCE(s.retired_at <= now(), false)
      AS is_revoked,
    COALESCE(${'namespaceRef'}::text IN (n.id, n.name), true) AS is_its_namespace
  FROM upload_token t
  JOIN token_grant g ON g.id = t.grant_id
  JOIN api_key k ON k.id = g.issuer_key_id
  JOIN namespace n ON n.id = g.namespace_id
  JOIN bucket b ON b.id = g.bucket_id AND b.deleted_at IS NULL
  LEFT JOIN signing_key s ON s.kid = t.kid
  WHERE t.token_hash = ${'tokenHash'}`

interface StandingRow {
  id: string
  organization_id: string
  namespace_id: string
  bucket_id: string
  owner: string | null
  issuer_key_id: string
  is_expired: boolean
  is_revoked: boolean
  is_its_namespace: boolean
}

const REVOKE = sql<Tenant & { tokenId: string }>('revoke-token')`
  UPDATE upload_token t SET revoked_at = COALESCE(t.revoked_at, now()) FROM token_grant g
   WHERE t.id = ${'tokenId'} AND g.id = t.grant_id
     AND g.organization_id = ${'organizationId'} AND g.namespace_id = ${'namespaceId'}
  RETURNING t.id`

/** Bounded, so that it stays a short transaction however long nobody cleaned up. */
const FORGET_EXPIRED = sql<{ grace: number; lifetime: number }>('forget-expired-tokens')`
  WITH over AS MATERIALIZED (
    SELECT id FROM token_grant WHERE expires_at < now() - make_interval(secs => ${'grace'}::int)
     ORDER BY expires_at LIMIT 10000 FOR UPDATE SKIP LOCKED
  ),
  keys AS (DELETE FROM signing_key WHERE retired_at < now() - make_interval(secs => ${'lifetime'}::int))
  DELETE FROM token_grant WHERE id = ANY (ARRAY(SELECT id FROM over)) RETURNING id`

export const createTokenDirectory = (db: Database): TokenDirectory => ({
  async signingKey(candidate) {
    const params = { ...candidate, lifetime: KEY_LIFETIME, grace: LONGEST }
    return onlyRow(await db.run<SigningKey & { now: Date }, KeyParams>(SIGNING_KEY, params))
  },
  async findSecret(kid) {
    const [row] = await db.run<{ secret: Uint8Array }, { kid: string }>(FIND_SECRET, { kid })
    return row?.secret ?? null
  },
  async rotate(next, grace) {
    const rows = await db.run<{ retired_keys: number }, Omit<KeyParams, 'lifetime'>>(ROTATE, {
      ...next,
      grace,
    })
    return { retiredKeys: onlyRow(rows).retired_keys }
  },
  async issue(token) {
    const row = onlyRow(
      await db.run<{ grant_id: string; is_continued: boolean }, NewUploadToken & { grace: number }>(ISSUE, {
        ...token,
        grace: LONGEST,
      }),
    )
    return { grantId: row.grant_id, isContinued: row.is_continued }
  },
  async authenticate(tokenHash, namespaceRef) {
    const params = { tokenHash, namespaceRef }
    const [row] = await db.run<StandingRow, AuthenticateParams>(AUTHENTICATE, params)
    return row === undefined ? { outcome: 'unknown' } : standingOf(row)
  },
  async revoke({ organizationId, namespaceId }, tokenId) {
    return (await db.run(REVOKE, { organizationId, namespaceId, tokenId })).length > 0
  },
  async forgetExpired() {
    return (await db.run(FORGET_EXPIRED, { grace: LONGEST, lifetime: KEY_LIFETIME })).length
  },
})

function standingOf(row: StandingRow): TokenStanding {
  if (row.is_revoked) return { outcome: 'revoked' }
  if (row.is_expired) return { outcome: 'expired' }
  if (!row.is_its_namespace) return { outcome: 'namespace_unknown' }
  return {
    outcome: 'live',
    tenant: { organizationId: row.organization_id, namespaceId: row.namespace_id },
    grant: { grantId: row.id, issuerId: row.issuer_key_id, bucketId: row.bucket_id, owner: row.owner },
  }
}
