import { expect, test } from 'vitest'
import type { NewApiKey } from '../../ports/tenant-directory.ts'
import { newApiKey, seedPlace } from '../builders.ts'
import { testIds } from '../ids.ts'
import type { MakeDatabaseHarness } from './database-harness.ts'
import { databaseSuite, type Scene, tenantOf } from './database-suite.ts'

/** What every `TenantDirectory` does. */
export function tenantDirectoryContract(name: string, makeHarness: MakeDatabaseHarness): void {
  databaseSuite(
    `${name} keeps the TenantDirectory contract: organizations`,
    makeHarness,
    organizationContract,
  )
  databaseSuite(`${name} keeps the TenantDirectory contract: keys`, makeHarness, keyContract)
}

const newOrganization = (name: string) => ({
  organizationId: testIds.next('organization'),
  name,
  namespaceId: testIds.next('namespace'),
  namespaceName: 'main',
  maxFileBytes: null,
})

function organizationContract(scene: () => Scene): void {
  test('an organization comes with a namespace and the quotas of both', async () => {
    const { ports } = scene()
    const organization = newOrganization('Ärzte & Co.')
    expect(await ports.tenants.createOrganization(organization)).toBe('created')
    const { organizationId, namespaceId, name, namespaceName } = organization
    for (const ref of [organizationId, name])
      expect(await ports.tenants.findOrganization(ref)).toEqual({
        organizationId,
        name,
        namespaceId,
        namespaceName,
      })
    const tenant = { organizationId, namespaceId }
    for (const [scope, id] of [
      ['organization', organizationId],
      ['namespace', namespaceId],
    ] as const)
      expect(await ports.quotas.get(tenant, { scope, id, owner: null })).toMatchObject({
        limitBytes: null,
        usedBytes: 0,
      })
  })

  test('its largest file shows in its buckets', async () => {
    const { ports } = scene()
    const place = await seedPlace(ports, { maxFileBytes: 100_000_000 })
    expect(await ports.buckets.find(place, place.bucketId)).toMatchObject({
      organizationMaxFileBytes: 100_000_000,
    })
  })

  test('a name is taken once, and the loser leaves nothing', async () => {
    const { ports } = scene()
    await ports.tenants.createOrganization(newOrganization('acme'))
    const second = newOrganization('acme')
    expect(await ports.tenants.createOrganization(second)).toBe('name_taken')
    expect(await ports.tenants.findOrganization(second.organizationId)).toBeNull()
    expect(await ports.tenants.findNamespace(second.organizationId, 'main')).toBeNull()
  })

  test('of five concurrent creates with one name one wins', async () => {
    const { ports } = scene()
    const results = await Promise.all(
      Array.from({ length: 5 }, () => ports.tenants.createOrganization(newOrganization('acme'))),
    )
    expect(results.sort()).toEqual(['created', 'name_taken', 'name_taken', 'name_taken', 'name_taken'])
  })

  test('where one organization is named like the id of another, the id wins', async () => {
    const { ports } = scene()
    const second = newOrganization('second')
    await ports.tenants.createOrganization(newOrganization(second.organizationId))
    await ports.tenants.createOrganization(second)
    expect(await ports.tenants.findOrganization(second.organizationId)).toMatchObject({ name: 'second' })
  })

  test('a namespace is found by id or name, in its own organization', async () => {
    const { ports, place, stage } = scene()
    const namespaceId = testIds.next('namespace')
    await stage.addNamespace({ namespaceId, organizationId: place.organizationId, name: 'second' })
    const find = ports.tenants.findNamespace
    for (const ref of [namespaceId, 'second'])
      expect(await find(place.organizationId, ref)).toEqual({ namespaceId, name: 'second' })
    const stranger = await seedPlace(ports)
    for (const ref of [namespaceId, 'second', 'nothing'])
      expect(await find(stranger.organizationId, ref)).toBeNull()
  })

  test('with more than one namespace, an organization still answers its first', async () => {
    const { ports, place, stage } = scene()
    await stage.elapse(1)
    const namespaceId = testIds.next('namespace')
    await stage.addNamespace({ namespaceId, organizationId: place.organizationId, name: 'a-second' })
    expect(await ports.tenants.findOrganization(place.organizationId)).toMatchObject({
      namespaceId: place.namespaceId,
      namespaceName: 'default',
    })
    expect(await ports.tenants.findOrganization('nobody')).toBeNull()
  })
}

function keyContract(scene: () => Scene): void {
  const createKey = async (fields: Partial<NewApiKey> = {}) => {
    const { ports, place } = scene()
    // With more fields than a key has, as a caller's object may.
    const key = newApiKey({ ...place, ...fields })
    await ports.tenants.createKey(key)
    return key
  }
  const addNamespace = async (name: string) => {
    const { place, stage } = scene()
    const namespaceId = testIds.next('namespace')
    await stage.addNamespace({ namespaceId, organizationId: place.organizationId, name })
    return namespaceId
  }

  test('a key is an actor in its default namespace', async () => {
    const { ports, place } = scene()
    const key = await createKey({ permission: 'write', isOperator: true })
    expect(await ports.tenants.authenticate(key.hash, null)).toEqual({
      outcome: 'actor',
      actor: {
        ...{ kind: 'key', id: key.keyId, ...tenantOf(place), allNamespaces: false },
        ...{ permission: 'write', isOperator: true },
      },
    })
  })

  test('a key of one namespace may name that one, by id or name, and no other', async () => {
    const { ports, place } = scene()
    const key = await createKey()
    const other = await addNamespace('second')
    for (const ref of [place.namespaceId, 'default'])
      expect(await ports.tenants.authenticate(key.hash, ref)).toMatchObject({
        outcome: 'actor',
        actor: { namespaceId: place.namespaceId },
      })
    for (const ref of [other, 'second', 'nothing'])
      expect(await ports.tenants.authenticate(key.hash, ref)).toEqual({ outcome: 'namespace_unknown' })
  })

  test('a key of all namespaces may name any of its organization, and none of another', async () => {
    const { ports } = scene()
    const key = await createKey({ allNamespaces: true })
    const namespaceId = await addNamespace('second')
    for (const ref of [namespaceId, 'second'])
      expect(await ports.tenants.authenticate(key.hash, ref)).toMatchObject({
        actor: { namespaceId, allNamespaces: true },
      })
    const stranger = await seedPlace(ports)
    expect(await ports.tenants.authenticate(key.hash, stranger.namespaceId)).toEqual({
      outcome: 'namespace_unknown',
    })
  })

  test('where one namespace is named like the id of another, the id wins', async () => {
    const { ports, place, stage } = scene()
    const key = await createKey({ allNamespaces: true })
    const namespaceId = testIds.next('namespace')
    const { organizationId } = place
    // The one that is only named so comes first.
    await addNamespace(namespaceId)
    await stage.addNamespace({ namespaceId, organizationId, name: 'second' })
    expect(await ports.tenants.authenticate(key.hash, namespaceId)).toMatchObject({ actor: { namespaceId } })
    expect(await ports.tenants.findNamespace(organizationId, namespaceId)).toEqual({
      namespaceId,
      name: 'second',
    })
  })

  test('a revoked key and a hash of none are the same unknown', async () => {
    const { ports, stage } = scene()
    const key = await createKey()
    await stage.revokeKey(key.keyId)
    for (const hash of [key.hash, 'f'.repeat(64)])
      expect(await ports.tenants.authenticate(hash, null)).toEqual({ outcome: 'unknown_key' })
  })

  test('keys are listed newest first with all but their secret, page by page', async () => {
    const { ports, place, stage } = scene()
    const first = await createKey({ name: 'first', permission: 'read' })
    await stage.elapse(1)
    const second = await createKey({ name: 'second', isOperator: true, allNamespaces: true })
    const stranger = await seedPlace(ports)
    await ports.tenants.createKey(newApiKey(stranger))

    const list = (offset: number) =>
      ports.tenants.listKeys(place.organizationId, { limit: 1, offset, boundTo: null })
    const { hash: _, bucketId: __, ...shown } = second as typeof second & { bucketId: string }
    expect(await list(0)).toEqual({
      keys: [{ ...shown, namespaceName: 'default', createdAt: expect.any(Date), revokedAt: null }],
      total: 2,
    })
    expect(await list(1)).toMatchObject({ keys: [{ keyId: first.keyId, permission: 'read' }], total: 2 })
    expect(await list(2)).toEqual({ keys: [], total: 2 })
  })

  test('a key that was revoked is unknown from then on, stays in the list, and is revoked once', async () => {
    const { ports, place } = scene()
    const { keyId, hash } = await createKey()
    const { organizationId } = place
    const revoke = () =>
      ports.tenants.revokeKey(organizationId, { keyId, mayRevokeOperators: false, boundTo: null })
    const first = await revoke()
    expect(first).toEqual({ outcome: 'revoked', revokedAt: expect.any(Date) })
    expect(await revoke()).toEqual(first)
    expect(await ports.tenants.authenticate(hash, null)).toEqual({ outcome: 'unknown_key' })
    const { keys } = await ports.tenants.listKeys(organizationId, { limit: 10, offset: 0, boundTo: null })
    expect(keys.find(key => key.keyId === keyId)?.revokedAt).toBeInstanceOf(Date)
  })

  test('a key of another organization cannot be revoked, and an operator’s by operators alone', async () => {
    const { ports, place } = scene()
    const { organizationId } = place
    const own = await createKey()
    const operator = await createKey({ isOperator: true })
    const stranger = await seedPlace(ports)
    const revoke = (of: string, keyId: string, mayRevokeOperators: boolean) =>
      ports.tenants.revokeKey(of, { keyId, mayRevokeOperators, boundTo: null })
    expect(await revoke(stranger.organizationId, own.keyId, true)).toEqual({ outcome: 'unknown' })
    expect(await revoke(organizationId, 'key_nobody', true)).toEqual({ outcome: 'unknown' })
    expect(await revoke(organizationId, operator.keyId, false)).toEqual({ outcome: 'operators_only' })
    for (const { hash } of [own, operator])
      expect(await ports.tenants.authenticate(hash, null)).toMatchObject({ outcome: 'actor' })
    expect(await revoke(organizationId, operator.keyId, true)).toMatchObject({ outcome: 'revoked' })
  })

  test('whoever is bound to a namespace finds the keys that are bound to it alone', async () => {
    const { ports, place } = scene()
    const { organizationId, namespaceId: boundTo } = place
    const bound = await createKey()
    const wide = await createKey({ allNamespaces: true })
    const elsewhere = await createKey({ namespaceId: await addNamespace('second') })
    const listed = await ports.tenants.listKeys(organizationId, { limit: 10, offset: 0, boundTo })
    expect(listed).toMatchObject({ keys: [{ keyId: bound.keyId }], total: 1 })
    const revoke = ({ keyId }: NewApiKey) =>
      ports.tenants.revokeKey(organizationId, { keyId, mayRevokeOperators: false, boundTo })
    for (const key of [wide, elsewhere]) {
      expect(await revoke(key)).toEqual({ outcome: 'unknown' })
      expect(await ports.tenants.authenticate(key.hash, null)).toMatchObject({ outcome: 'actor' })
    }
    expect(await revoke(bound)).toMatchObject({ outcome: 'revoked' })
  })

  test('a key with the same hash is left as it is', async () => {
    const { ports } = scene()
    const first = await createKey({ permission: 'read' })
    await createKey({ hash: first.hash, permission: 'admin', isOperator: true })
    expect(await ports.tenants.authenticate(first.hash, null)).toMatchObject({
      actor: { id: first.keyId, permission: 'read', isOperator: false },
    })
  })
}
