import { z } from 'zod'
import { PERMISSIONS } from '../../domain/actor.ts'
import { pageLimit, pageOffset, timestamp } from '../common.ts'
import { identifier } from '../text.ts'

export const listKeysInput = z.object({
  /** Id or name; default the caller's own. Another one needs an operator's key. */
  organization: identifier.nullish(),
  limit: pageLimit,
  offset: pageOffset.nullish(),
})

export const listedKeyResponse = z.object({
  key_id: z.string(),
  name: z.string(),
  /** First characters of the secret; the rest is known to nobody. */
  prefix: z.string(),
  permission: z.enum(PERMISSIONS),
  namespace_id: z.string(),
  namespace_name: z.string(),
  all_namespaces: z.boolean(),
  is_operator: z.boolean(),
  /** The key of this very request. */
  is_own: z.boolean(),
  created_at: timestamp,
  revoked_at: timestamp.nullable(),
})

/** Newest first, with those that were revoked. */
export const listKeysResponse = z.object({ results: z.array(listedKeyResponse), total_count: z.int() })

export const revokeKeyInput = z.object({
  organization: identifier.nullish(),
  key_id: identifier,
})

export const revokeKeyResponse = z.object({ key_id: z.string(), revoked_at: timestamp })

export type ListedKeyResponse = z.output<typeof listedKeyResponse>
