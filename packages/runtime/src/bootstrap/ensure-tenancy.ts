import { NO_RULES } from '@landfall/core/domain'
import type { ServiceDeps } from '@landfall/core/services'
import type { Env } from '../env.ts'

/** What a first start needs so that a file can be uploaded at once. Every step may be repeated, by several starts too. */
export interface Tenancy {
  organization: string
  organization_id: string
  namespace: string
  namespace_id: string
  bucket: string
  bucket_id: string
}

const ORGANIZATION = 'default'
const NAMESPACE = 'default'
const BUCKET = 'uploads'

export async function ensureTenancy(deps: ServiceDeps, env: Env): Promise<Tenancy> {
  const { organizationId, name, namespaceId, namespaceName } = await ensureOrganization(deps)
  const tenant = { organizationId, namespaceId }
  const bucket = await ensureBucket(deps, tenant)
  if (env.LANDFALL_API_KEY) {
    await ensureKey(deps, { ...tenant, name: 'default', secret: env.LANDFALL_API_KEY, isOperator: false })
  }
  if (env.LANDFALL_ADMIN_KEY) {
    await ensureKey(deps, { ...tenant, name: 'operator', secret: env.LANDFALL_ADMIN_KEY, isOperator: true })
  }
  return {
    organization: name,
    organization_id: organizationId,
    namespace: namespaceName,
    namespace_id: namespaceId,
    bucket: bucket.name,
    bucket_id: bucket.bucketId,
  }
}

async function ensureOrganization(deps: ServiceDeps) {
  const existing = await deps.tenants.findOrganization(ORGANIZATION)
  if (existing) return existing
  await deps.tenants.createOrganization({
    organizationId: deps.ids.next('organization'),
    name: ORGANIZATION,
    namespaceId: deps.ids.next('namespace'),
    namespaceName: NAMESPACE,
    maxFileBytes: null,
  })
  // Created now, or by another start in between: either way it is there.
  return found(await deps.tenants.findOrganization(ORGANIZATION), 'organization')
}

async function ensureBucket(deps: ServiceDeps, tenant: { organizationId: string; namespaceId: string }) {
  const existing = await deps.buckets.find(tenant, BUCKET)
  if (existing) return existing
  await deps.buckets.create({
    ...tenant,
    bucketId: deps.ids.next('bucket'),
    name: BUCKET,
    description: null,
    schema: { properties: {} },
    uniqueKey: null,
    metadata: null,
    rules: NO_RULES,
    unconfirmed: 'settle',
    confirmGraceSeconds: 120,
  })
  return found(await deps.buckets.find(tenant, BUCKET), 'bucket')
}

interface NewKey {
  organizationId: string
  namespaceId: string
  name: string
  secret: string
  isOperator: boolean
}

async function ensureKey(deps: ServiceDeps, key: NewKey): Promise<void> {
  const { secret, ...rest } = key
  await deps.tenants.createKey({
    ...rest,
    keyId: deps.ids.next('apiKey'),
    hash: deps.secrets.hash(secret),
    prefix: secret.slice(0, 8),
    permission: 'admin',
    allNamespaces: true,
  })
}

function found<TRecord>(record: TRecord | null, what: string): TRecord {
  if (record === null) throw new Error(`The default ${what} was created and is not there`)
  return record
}
