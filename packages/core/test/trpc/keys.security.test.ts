import { createTestServices, newApiKey, seedPlace } from '@landfall/core/testing'
import { describe, expect, it } from 'vitest'
import { refusalOf } from '../support/uploads.ts'

describe('keys', () => {
  it('are listed without their secret, and ended, by an admin of their organization', async () => {
    const test = await createTestServices()
    const { caller } = test
    const { api_key: secret, ...made } = await caller.admin.createKey({ name: 'ci', permission: 'read' })
    const { results, total_count } = await caller.admin.listKeys({})
    expect(total_count).toBe(1)
    expect(results[0]).toMatchObject({ key_id: made.key_id, name: 'ci', is_own: false, revoked_at: null })
    expect(JSON.stringify(results)).not.toContain(secret)
    const revoked = await caller.admin.revokeKey({ key_id: made.key_id })
    expect((await caller.admin.listKeys({})).results[0]?.revoked_at).toBe(revoked.revoked_at)
  })

  it('and limits beyond its namespace are not there for an admin who is bound to one', async () => {
    const test = await createTestServices()
    const bound = test.callerFor({ ...test.actor, allNamespaces: false })
    const { organizationId, namespaceId } = test.place
    const other = { namespaceId: 'ns_other', organizationId, name: 'other' }
    await test.db.stage.addNamespace(other)
    const forbidden = { status: 403, code: 'FORBIDDEN' }
    await test.deps.tenants.createKey(newApiKey({ ...test.place, keyId: 'key_wide', allNamespaces: true }))
    for (const call of [
      () => bound.quotas.set({ scope: 'organization', limit_bytes: 1 }),
      () => bound.admin.verifyQuotas({}),
      () => bound.admin.createKey({ name: 'n', all_namespaces: true }),
    ])
      expect(await refusalOf(call())).toMatchObject(forbidden)
    for (const call of [
      () => bound.admin.createKey({ name: 'n', namespace: 'other' }),
      () => bound.admin.revokeKey({ key_id: 'key_wide' }),
      () => bound.quotas.set({ scope: 'namespace', id: 'ns_other', limit_bytes: 1 }),
    ])
      expect(await refusalOf(call())).toMatchObject({ status: 404, code: 'NOT_FOUND' })
    expect(await bound.quotas.get({ scope: 'organization' })).toMatchObject({ limit_bytes: null })
    const made = await bound.admin.createKey({ name: 'mine' })
    expect(made.namespace_id).toBe(namespaceId)
    expect((await bound.admin.listKeys({})).results.map(({ key_id: id }) => id)).toEqual([made.key_id])
    expect(await bound.admin.revokeKey({ key_id: made.key_id })).toMatchObject({ key_id: made.key_id })
    for (const scope of ['namespace', 'bucket'] as const) {
      const id = scope === 'bucket' ? test.place.bucketId : namespaceId
      expect(await bound.quotas.set({ scope, id, limit_bytes: 5 })).toMatchObject({ limit_bytes: 5 })
    }
    const operator = test.callerFor({ ...test.actor, allNamespaces: false, isOperator: true })
    expect(await operator.quotas.set({ scope: 'organization', limit_bytes: 9 })).toMatchObject({
      limit_bytes: 9,
    })
  })

  it('of a stranger do not exist, and an operator’s is for operators', async () => {
    const test = await createTestServices()
    const { tenants } = test.deps
    const stranger = await seedPlace(test.db)
    await tenants.createKey(newApiKey({ ...stranger, keyId: 'key_stranger' }))
    await tenants.createKey(newApiKey({ ...test.place, keyId: 'key_operator', isOperator: true }))
    const { admin } = test.caller
    for (const call of [
      admin.revokeKey({ key_id: 'key_stranger' }),
      admin.revokeKey({ key_id: 'key_stranger', organization: stranger.organizationId }),
      admin.listKeys({ organization: stranger.organizationId }),
    ])
      expect(await refusalOf(call)).toMatchObject({ status: 404, code: 'NOT_FOUND' })
    const operatorsKey = admin.revokeKey({ key_id: 'key_operator' })
    expect(await refusalOf(operatorsKey)).toMatchObject({ status: 403, code: 'FORBIDDEN' })
    const operator = test.callerFor({ ...test.actor, isOperator: true })
    const input = { key_id: 'key_stranger', organization: stranger.organizationId }
    expect(await operator.admin.revokeKey(input)).toMatchObject({ key_id: 'key_stranger' })
    expect(await operator.admin.revokeKey({ key_id: 'key_operator' })).toMatchObject({
      key_id: 'key_operator',
    })
  })
})
