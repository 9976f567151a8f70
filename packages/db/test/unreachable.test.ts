import { EMPTY_CLAIM, InfrastructureError } from '@landfall/core/domain'
import {
  type DatabasePorts,
  newApiKey,
  newBucket,
  newUpload,
  type Place,
  testIds,
} from '@landfall/core/testing'
import { afterAll, expect, it } from 'vitest'
import { connect } from '../src/index.ts'
import { portsOf } from './support/contract-harness.ts'

/** Nobody listens on port 1. */
const db = connect({ databaseUrl: 'postgres://nobody@127.0.0.1:1/nothing', connectTimeoutMs: 500 })
const ports = portsOf(db)
afterAll(() => db.close())

const tenant = { organizationId: testIds.next('organization'), namespaceId: testIds.next('namespace') }
const place: Place = { ...tenant, bucketId: testIds.next('bucket') }
const ref = { objectId: testIds.next('object'), bucketId: null }
const owner = { scope: 'owner', id: place.bucketId, owner: 'ada' } as const
const task = {
  taskId: testIds.next('task'),
  uploadId: testIds.next('upload'),
  attempt: 1,
  claim: EMPTY_CLAIM,
}

const CALLS: [string, (to: DatabasePorts) => Promise<unknown>][] = [
  ['uploads.reserve', to => to.uploads.reserve(newUpload(place))],
  ['uploads.dropReference', to => to.uploads.dropReference(task.uploadId)],
  ['buckets.find', to => to.buckets.find(tenant, place.bucketId)],
  ['buckets.create', to => to.buckets.create(newBucket(tenant))],
  ['buckets.list', to => to.buckets.list(tenant, { limit: 1, offset: 0 })],
  ['objects.find', to => to.objects.find(tenant, ref)],
  ['objects.list', to => to.objects.list(tenant, { bucketId: place.bucketId, limit: 1 })],
  ['objects.delete', to => to.objects.delete(tenant, ref)],
  ['quotas.get', to => to.quotas.get(tenant, owner)],
  ['quotas.set', to => to.quotas.set(tenant, { ...owner, limitBytes: 1 })],
  ['tasks.startConfirm', to => to.tasks.startConfirm(task)],
  ['doomedKeys.claim', to => to.doomedKeys.claim(1, 1)],
  ['tenants.authenticate', to => to.tenants.authenticate('0'.repeat(64), null)],
  ['tenants.findOrganization', to => to.tenants.findOrganization('acme')],
  ['tenants.findNamespace', to => to.tenants.findNamespace(tenant.organizationId, 'default')],
  ['tenants.createKey', to => to.tenants.createKey(newApiKey(tenant))],
  [
    'tenants.listKeys',
    to => to.tenants.listKeys(tenant.organizationId, { limit: 1, offset: 0, boundTo: null }),
  ],
  [
    'tenants.revokeKey',
    to =>
      to.tenants.revokeKey(tenant.organizationId, {
        keyId: 'key_x',
        mayRevokeOperators: false,
        boundTo: null,
      }),
  ],
  ['storeProfile.current', to => to.storeProfile.current()],
]

it.each(CALLS)(
  '%s of a database that is not there is unavailable, and its text tells no more',
  async (_, call) => {
    const error = await call(ports).then(
      () => null,
      (thrown: unknown) => thrown,
    )
    expect(error).toBeInstanceOf(InfrastructureError)
    expect(error).toMatchObject({ code: 'DATABASE_UNAVAILABLE', retryAfterSeconds: 2 })
    expect(String(error)).not.toMatch(/127\.0\.0\.1|ECONNREFUSED|prisma/i)
  },
)
