/**
 * Sessions and one-time links. Each method is one statement: who redeems a link, or signs in with a key that is being
 * revoked, is decided by the row itself.
 */
import type { Permission } from '@landfall/core/domain'
import type { NewSession, NewSignInLink, SessionDirectory, SessionRecord } from '@landfall/core/ports'
import type { Database } from './connect.ts'
import { onlyRow } from './rows.ts'
import { fragment, sql } from './sql/statement.ts'

/** Rows that nobody can use any more go with the next one that is made, so that neither table grows for ever. */
const CREATE_LINK = sql<NewSignInLink>('create-sign-in-link')`
  WITH swept AS (DELETE FROM sign_in_link WHERE expires_at < now())
  INSERT INTO sign_in_link (token_hash, organization_id, namespace_id, permission, is_operator, actor_id, expires_at)
  VALUES (
    ${'tokenHash'}, ${'organizationId'}, ${'namespaceId'}, ${'permission'}, ${'isOperator'}::boolean, ${'actorId'},
    now() + make_interval(secs => ${'lifetimeSeconds'}::int)
  )
  RETURNING expires_at`

const INSERT_SESSION = fragment<keyof NewSession>`
  swept AS (DELETE FROM session WHERE expires_at < now())
  INSERT INTO session (id, organization_id, namespace_id, token_hash, permission, is_operator, api_key_id, expires_at)
  SELECT ${'sessionId'}, organization_id, namespace_id, ${'tokenHash'}, permission, is_operator, api_key_id,
    now() + make_interval(secs => ${'lifetimeSeconds'}::int)
  FROM opener
  RETURNING id, organization_id, namespace_id, permission, is_operator, expires_at`

/**
 * Of two that redeem it at once, the second waits for the first and then finds it used. The session hangs on the key
 * that made the link, itself or through a session of it: revoking the key has to end all that came of it.
 */
const REDEEM_LINK = sql<NewSession & { linkHash: string }>('redeem-sign-in-link')`
  WITH opener AS (
    UPDATE sign_in_link SET used_at = now()
     WHERE token_hash = ${'linkHash'} AND used_at IS NULL AND expires_at > now()
    RETURNING organization_id, namespace_id, permission, is_operator, COALESCE(
      (SELECT id FROM api_key WHERE id = actor_id), (SELECT api_key_id FROM session WHERE id = actor_id)
    ) AS api_key_id
  ),${INSERT_SESSION}`

const OPEN_FOR_KEY = sql<NewSession & { keyHash: string }>('create-session-for-key')`
  WITH opener AS (
    SELECT organization_id, namespace_id, permission, is_operator, id AS api_key_id
      FROM api_key WHERE hash = ${'keyHash'} AND revoked_at IS NULL
  ),${INSERT_SESSION}`

/**
 * Without a key behind it, the session came of a start of the installation, whose organization is its own.
 *
 * `last_seen_at` is for people: a write per request would buy them nothing over one per minute.
 */
const AUTHENTICATE = sql<{ tokenHash: string }>('authenticate-session')`
  WITH seen AS (
    UPDATE session SET last_seen_at = now()
     WHERE token_hash = ${'tokenHash'} AND expires_at > now() AND last_seen_at < now() - interval '1 minute'
  )
  SELECT s.id, s.organization_id, s.namespace_id, s.permission, s.is_operator, s.api_key_id, s.expires_at,
    COALESCE(k.all_namespaces, true) AS all_namespaces
    FROM session s LEFT JOIN api_key k ON k.id = s.api_key_id
   WHERE s.token_hash = ${'tokenHash'} AND s.expires_at > now() AND k.revoked_at IS NULL`

const END = sql<{ tokenHash: string }>('end-session')`DELETE FROM session WHERE token_hash = ${'tokenHash'}`

interface SessionRow {
  id: string
  organization_id: string
  namespace_id: string
  permission: Permission
  is_operator: boolean
  expires_at: Date
}

interface AuthenticatedRow extends SessionRow {
  all_namespaces: boolean
  api_key_id: string | null
}

export const createSessionDirectory = (db: Database): SessionDirectory => ({
  async createLink(link) {
    const { expires_at: expiresAt } = onlyRow(
      await db.run<{ expires_at: Date }, NewSignInLink>(CREATE_LINK, link),
    )
    return { expiresAt }
  },
  async redeemLink(linkHash, session) {
    const [row] = await db.run<SessionRow, NewSession & { linkHash: string }>(REDEEM_LINK, {
      ...session,
      linkHash,
    })
    return row === undefined ? null : toSessionRecord(row)
  },
  async createSessionForKey(keyHash, session) {
    const [row] = await db.run<SessionRow, NewSession & { keyHash: string }>(OPEN_FOR_KEY, {
      ...session,
      keyHash,
    })
    return row === undefined ? null : toSessionRecord(row)
  },
  async authenticate(tokenHash) {
    const [row] = await db.run<AuthenticatedRow, { tokenHash: string }>(AUTHENTICATE, { tokenHash })
    if (row === undefined) return null
    const { sessionId: id, expiresAt: _, ...rest } = toSessionRecord(row)
    const behind = row.api_key_id === null ? {} : { keyId: row.api_key_id }
    return { kind: 'session', id, ...rest, allNamespaces: row.all_namespaces, ...behind }
  },
  async end(tokenHash) {
    await db.run(END, { tokenHash })
  },
})

const toSessionRecord = (row: SessionRow): SessionRecord => ({
  sessionId: row.id,
  organizationId: row.organization_id,
  namespaceId: row.namespace_id,
  permission: row.permission,
  isOperator: row.is_operator,
  expiresAt: row.expires_at,
})
