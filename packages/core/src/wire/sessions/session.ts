import { z } from 'zod'
import { PERMISSIONS } from '../../domain/actor.ts'
import { timestamp } from '../common.ts'

/** A link for the caller's own organization and namespace. */
export const createLinkInput = z.object({
  /** What the session that it opens may do. */
  permission: z.enum(PERMISSIONS).default('write'),
})

export const signInLinkResponse = z.object({
  /** Shown this once and stored only as a hash; whoever redeems it first is signed in. */
  token: z.string(),
  /** On the dashboard's own origin: `/sign-in?token=...`. */
  url_path: z.string(),
  permission: z.enum(PERMISSIONS),
  expires_at: timestamp,
})

/** Who is calling, with the names to show. */
export const currentSessionResponse = z.object({
  kind: z.enum(['key', 'session', 'token']),
  /**
   * Whose it is, as far as credentials tell: the id of the key that calls, that opened the session, or that made its link;
   * of a session without a key its own. No secret, and the same whenever the same key signs in.
   */
  subject_id: z.string(),
  organization_id: z.string(),
  organization_name: z.string(),
  namespace_id: z.string(),
  namespace_name: z.string(),
  permission: z.enum(PERMISSIONS),
  is_operator: z.boolean(),
})

export type SignInLinkResponse = z.output<typeof signInLinkResponse>
export type CurrentSessionResponse = z.output<typeof currentSessionResponse>
