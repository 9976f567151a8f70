import { z } from 'zod'
import { identifier } from '../text.ts'

export const verifyQuotasInput = z.object({
  /** Id or name. Default: an operator looks at every organization, everybody else at their own. */
  organization: identifier.nullish(),
  /** Sets the counters to what is there, and books the difference in the ledger. */
  repair: z.boolean().default(false),
})

const sums = z.object({
  used_bytes: z.int(),
  used_objects: z.int(),
  reserved_bytes: z.int(),
  reserved_objects: z.int(),
})

const counted = sums.extend({ open_unsized: z.int() })

export const quotaDriftResponse = z.object({
  organization_id: z.string(),
  scope: z.enum(['organization', 'namespace', 'bucket', 'owner']),
  id: z.string(),
  owner: z.string().nullable(),
  /** What the quota's own row said. */
  counters: counted,
  /** What the entries of the ledger came to. */
  ledger: sums,
  /** What live keys, objects and open uploads come to. */
  actual: counted,
  repaired: z.boolean(),
})

export const verifyQuotasResponse = z.object({
  checked_scopes: z.int(),
  drifts: z.array(quotaDriftResponse),
})

export type QuotaDriftResponse = z.output<typeof quotaDriftResponse>
export type VerifyQuotasResponse = z.output<typeof verifyQuotasResponse>
