import type { Actor, Permission, Tenant } from '../../domain/actor.ts'
import { type Result, refuse, succeed } from '../../domain/result.ts'
import type { NewSession, SessionRecord } from '../../ports/session-directory.ts'
import { SESSION_SECONDS, SIGN_IN_LINK_SECONDS } from '../../wire/limits.ts'
import type { ServiceDeps } from '../deps.ts'

/**
 * Signing in and out. Tokens leave here once, to whoever asked, and are stored as hashes. The edges that call this own
 * the cookie; procedures know the actor alone.
 */
type SessionDeps = Pick<ServiceDeps, 'sessions' | 'secrets' | 'ids'>

/** An actor, or a start of the installation, which is nobody's request. */
export type LinkMaker = Tenant & Pick<Actor, 'id' | 'keyId'>

export interface SignInLink {
  token: string
  permission: Permission
  expiresAt: Date
}

export function createSignInLink(
  deps: SessionDeps,
  maker: LinkMaker,
  { permission }: { permission: Permission },
): Promise<SignInLink> {
  return createLink(deps, maker, { permission, isOperator: false })
}

/** For whoever starts the installation with the operator's key in hand. No procedure makes one. */
export function createOperatorLink(deps: SessionDeps, operator: LinkMaker): Promise<SignInLink> {
  return createLink(deps, operator, { permission: 'admin', isOperator: true })
}

async function createLink(
  deps: SessionDeps,
  maker: LinkMaker,
  { permission, isOperator }: { permission: Permission; isOperator: boolean },
): Promise<SignInLink> {
  const { organizationId, namespaceId, id, keyId } = maker
  // A session may have ended before its link is redeemed; what that opens must still be bound to the key, and end with it.
  const actorId = keyId ?? id
  const token = deps.secrets.newToken()
  const { expiresAt } = await deps.sessions.createLink({
    tokenHash: deps.secrets.hash(token),
    organizationId,
    namespaceId,
    permission,
    isOperator,
    lifetimeSeconds: SIGN_IN_LINK_SECONDS,
    actorId,
  })
  return { token, permission, expiresAt }
}

/** What the cookie has to hold, and until when. */
export interface SignedIn {
  token: string
  session: SessionRecord
}

export async function redeemSignInLink(deps: SessionDeps, linkToken: string): Promise<Result<SignedIn>> {
  const { token, fields } = newSession(deps)
  const session = await deps.sessions.redeemLink(deps.secrets.hash(linkToken), fields)
  if (session) return succeed({ token, session })
  return refuse({
    code: 'UNAUTHORIZED',
    message: 'This sign-in link was used already, has expired, or never was one',
  })
}

export async function signInWithKey(deps: SessionDeps, apiKey: string): Promise<Result<SignedIn>> {
  const { token, fields } = newSession(deps)
  const session = await deps.sessions.createSessionForKey(deps.secrets.hash(apiKey), fields)
  if (session) return succeed({ token, session })
  return refuse({ code: 'UNAUTHORIZED', message: 'This is not an active API key' })
}

/** `null`: nobody is signed in with this token (any more). */
export async function authenticateSession(deps: SessionDeps, token: string): Promise<Actor | null> {
  return deps.sessions.authenticate(deps.secrets.hash(token))
}

export async function signOut(deps: SessionDeps, token: string): Promise<void> {
  await deps.sessions.end(deps.secrets.hash(token))
}

function newSession(deps: SessionDeps): { token: string; fields: NewSession } {
  const token = deps.secrets.newToken()
  const fields = {
    sessionId: deps.ids.next('session'),
    tokenHash: deps.secrets.hash(token),
    lifetimeSeconds: SESSION_SECONDS,
  }
  return { token, fields }
}
