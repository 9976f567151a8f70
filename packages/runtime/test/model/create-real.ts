import type { Actor } from '@landfall/core/domain'
import { createCaller } from '@landfall/core/trpc'
import type { TestInstallation } from '../../src/testing/index.ts'
import { Real } from './real.ts'

/** With a bucket in which the field `n` is unique. */
export async function createReal(installation: TestInstallation): Promise<Real> {
  const { services } = installation.runtime
  const organizationId = services.ids.next('organization')
  const namespaceId = services.ids.next('namespace')
  await services.tenants.createOrganization({
    organizationId,
    name: organizationId.replace('org_', ''),
    namespaceId,
    namespaceName: 'default',
    maxFileBytes: null,
  })
  const actor: Actor = {
    kind: 'key',
    id: 'key_model',
    organizationId,
    namespaceId,
    permission: 'admin',
    allNamespaces: true,
    isOperator: false,
  }
  const bucket = await createCaller({ services, actor, requestId: 'model' }).buckets.create({
    bucket_name: 'uploads',
    bucket_schema: { properties: { n: { type: 'integer' } } },
    unique_key: { fields: ['n'], default_policy: 'insert' },
  })
  return new Real(installation, { bucketId: bucket.bucket_id, actor })
}
