import type { BucketStatus, JsonObject } from './upload.ts'

export interface BucketRules {
  maxFileBytes: number | null
  /** Exact (`image/png`) or a whole family (`image/*`); empty: any. */
  contentTypes: string[]
  requireSize: boolean
}

export const NO_RULES: BucketRules = { maxFileBytes: null, contentTypes: [], requireSize: false }

export interface BucketRecord {
  bucketId: string
  organizationId: string
  namespaceId: string
  name: string
  description: string | null
  schema: JsonObject | null
  uniqueKey: JsonObject | null
  metadata: JsonObject | null
  rules: BucketRules
  unconfirmed: 'settle' | 'expire'
  confirmGraceSeconds: number
  status: BucketStatus
  isLocked: boolean
  objectCount: number
  totalSizeBytes: number
  createdAt: Date
  updatedAt: Date
  lastUploadAt: Date | null
  /** The organization's own limit, joined in because every create needs both. */
  organizationMaxFileBytes: number | null
}

export function allowsContentType(rules: BucketRules, contentType: string): boolean {
  if (rules.contentTypes.length === 0) return true
  const essence = (contentType.split(';')[0] ?? '').trim().toLowerCase()
  return rules.contentTypes.some(allowed => {
    const rule = allowed.toLowerCase()
    return (
      rule === '*/*' || rule === essence || (rule.endsWith('/*') && essence.startsWith(rule.slice(0, -1)))
    )
  })
}

/** The smaller of the organization's and the bucket's limit. */
export function maxFileBytes(
  bucket: BucketRecord,
): { limit: number; scope: 'organization' | 'bucket' } | null {
  const own = bucket.rules.maxFileBytes
  const organization = bucket.organizationMaxFileBytes
  if (own === null && organization === null) return null
  if (organization !== null && (own === null || organization < own))
    return { limit: organization, scope: 'organization' }
  return { limit: own ?? 0, scope: 'bucket' }
}
