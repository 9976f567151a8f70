import type { Actor, Permission, Tenant } from '../domain/actor.ts'

export interface NewSession {
  sessionId: string
  /** SHA-256 of the token in lower-case hex; the token itself lives in the browser's cookie alone. */
  tokenHash: string
  lifetimeSeconds: number
}

export interface SessionRecord extends Tenant {
  sessionId: string
  permission: Permission
  isOperator: boolean
  expiresAt: Date
}

export interface NewSignInLink extends Tenant {
  /** SHA-256 of the link's token in lower-case hex. */
  tokenHash: string
  /** What the session that it opens may do. */
  permission: Permission
  /** Its session is an operator's: only a start that was given the operator's key makes such a link. */
  isOperator: boolean
  lifetimeSeconds: number
  /** Who made it. Of a key or a key's session: what the link opens ends with that key. */
  actorId: string
}

/** People at the dashboard. Throws `InfrastructureError` `DATABASE_UNAVAILABLE`. */
export interface SessionDirectory {
  createLink(link: NewSignInLink): Promise<{ expiresAt: Date }>
  /** A link works once, also for two that bring it at the same moment. `null`: unknown, used or expired. */
  redeemLink(linkHash: string, session: NewSession): Promise<SessionRecord | null>
  /** A session with the key's permission in its default namespace. `null`: no active key has this hash. */
  createSessionForKey(keyHash: string, session: NewSession): Promise<SessionRecord | null>
  /** One query. `null`: unknown, ended or expired, or the key behind it was revoked. */
  authenticate(tokenHash: string): Promise<Actor | null>
  /** Twice is a no-op. */
  end(tokenHash: string): Promise<void>
}
