import { z } from 'zod'
import { PERMISSIONS } from '../../domain/actor.ts'
import { identifier, nameText } from '../text.ts'

export const createOrganizationInput = z.object({
  name: nameText.refine(name => !name.startsWith('org_'), 'must not start with org_'),
  namespace_name: nameText
    .refine(name => !name.startsWith('ns_'), 'must not start with ns_')
    .default('default'),
  /** Largest file in bytes; null: no limit. */
  max_file_bytes: z.int().min(1).nullish(),
})

export const organizationResponse = z.object({
  organization_id: z.string(),
  name: z.string(),
  namespace_id: z.string(),
  namespace_name: z.string(),
})

export const createKeyInput = z.object({
  /** Id or name; default the caller's own. Another one needs an operator's key. */
  organization: identifier.nullish(),
  namespace: identifier.nullish(),
  name: nameText,
  permission: z.enum(PERMISSIONS).default('write'),
  all_namespaces: z.boolean().default(false),
})

export const keyResponse = z.object({
  key_id: z.string(),
  organization_id: z.string(),
  namespace_id: z.string(),
  name: z.string(),
  permission: z.enum(PERMISSIONS),
  /** The secret, shown this once and stored only as a hash. */
  api_key: z.string(),
})

export type OrganizationResponse = z.output<typeof organizationResponse>
export type KeyResponse = z.output<typeof keyResponse>
