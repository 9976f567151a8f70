import { z } from 'zod'
import { pageLimit, pageOffset, timestamp } from '../common.ts'
import { identifier, nameText } from '../text.ts'

const scopeFields = {
  scope: z.enum(['organization', 'namespace', 'bucket', 'owner']),
  /** Default: the caller's own organization or namespace. Bucket and owner need the bucket, by id or name. */
  id: identifier.nullish(),
  /** With scope `owner`: which one. */
  owner: nameText.nullish(),
}

interface ScopeFields {
  scope: 'organization' | 'namespace' | 'bucket' | 'owner'
  id?: string | null | undefined
  owner?: string | null | undefined
}

function needsItsParts(value: ScopeFields, context: z.RefinementCtx): void {
  const needsBucket = value.scope === 'bucket' || value.scope === 'owner'
  if (needsBucket && !value.id) {
    context.addIssue({ code: 'custom', path: ['id'], message: `is required with scope ${value.scope}` })
  }
  if (value.scope === 'owner' && !value.owner) {
    context.addIssue({ code: 'custom', path: ['owner'], message: 'is required with scope owner' })
  }
}

export const getQuotaInput = z.object(scopeFields).superRefine(needsItsParts)

/** `null` removes a limit, an absent one stays. Lowering a limit stops new reservations, never what is there. */
export const setQuotaInput = z
  .object({
    ...scopeFields,
    limit_bytes: z.int().min(0).nullable().optional(),
    limit_objects: z.int().min(0).nullable().optional(),
    /** With scope `bucket`: the limits of its owners that have none of their own. */
    owner_limit_bytes: z.int().min(0).nullable().optional(),
    owner_limit_objects: z.int().min(0).nullable().optional(),
  })
  .superRefine(needsItsParts)
  .superRefine((value, context) => {
    for (const field of ['owner_limit_bytes', 'owner_limit_objects'] as const)
      if (value.scope !== 'bucket' && value[field] !== undefined)
        context.addIssue({ code: 'custom', path: [field], message: 'goes with scope bucket alone' })
  })

export const quotaResponse = z.object({
  scope: z.enum(['organization', 'namespace', 'bucket', 'owner']),
  id: z.string(),
  owner: z.string().nullable(),
  /** As they apply: an owner without its own has those of its bucket. */
  limit_bytes: z.int().nullable(),
  limit_objects: z.int().nullable(),
  /** Of a bucket: what its owners have that have no limits of their own. */
  owner_limit_bytes: z.int().nullable(),
  owner_limit_objects: z.int().nullable(),
  used_bytes: z.int(),
  used_objects: z.int(),
  reserved_bytes: z.int(),
  reserved_objects: z.int(),
})

/** Every scope that the caller's uploads are charged in: widest first, then by used bytes. */
export const listQuotasInput = z.object({
  scope: z.enum(['organization', 'namespace', 'bucket', 'owner']).nullish(),
  /** Id or name: its own quota and its owners'. With scope `owner`, its top owners. */
  bucket: identifier.nullish(),
  limit: pageLimit,
  offset: pageOffset.nullish(),
})

export const namedQuotaResponse = quotaResponse.extend({
  /** Name of the organization, namespace or bucket that `id` is; with scope `owner`, the bucket's. */
  name: z.string(),
})

export const listQuotasResponse = z.object({ results: z.array(namedQuotaResponse), total_count: z.int() })

export type NamedQuotaResponse = z.output<typeof namedQuotaResponse>
export type QuotaResponse = z.output<typeof quotaResponse>

export const listQuotaEventsInput = z.object({ limit: pageLimit })

/** What is used reached a share of its limit: told once per crossing, and again after it had fallen below. */
export const quotaEventResponse = z.object({
  scope: z.enum(['organization', 'namespace', 'bucket', 'owner']),
  id: z.string(),
  owner: z.string().nullable(),
  measure: z.enum(['bytes', 'objects']),
  percent: z.union([z.literal(80), z.literal(100)]),
  /** Bytes or objects, when it was crossed. */
  used: z.int(),
  limit: z.int(),
  at: timestamp,
})

/** Newest first. */
export const listQuotaEventsResponse = z.object({ results: z.array(quotaEventResponse) })

export type QuotaEventResponse = z.output<typeof quotaEventResponse>
