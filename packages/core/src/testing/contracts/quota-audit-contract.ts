import { expect, test } from 'vitest'
import { quotaId } from '../../domain/quota.ts'
import type { QuotaDrift } from '../../ports/quota-audit.ts'
import { newCompletion, newRenewal, newUpload, seedCompleted, seedPlace, seedUpload } from '../builders.ts'
import type { MakeDatabaseHarness } from './database-harness.ts'
import { counters, databaseSuite, quotaRefOf, SCOPES, type Scene } from './database-suite.ts'

const BENT = { usedBytes: 7, usedObjects: 1, reservedBytes: 5, reservedObjects: 2 }

/** What every `QuotaAudit` does. */
export function quotaAuditContract(name: string, makeHarness: MakeDatabaseHarness): void {
  databaseSuite(`${name} keeps the QuotaAudit contract`, makeHarness, scene => {
    findsContract(scene)
    repairContract(scene)
  })
}

/** One upload of every kind of state: settled, deleted, without an object, open, unsized, renewed, canceled. */
async function seedAll({ ports, place }: Scene) {
  const owned = { ...place, owner: 'ada' }
  await seedCompleted(ports, { ...owned, fileSizeBytes: 5_000_000_000_000 })
  const gone = await seedCompleted(ports, { ...owned, fileSizeBytes: 40 })
  await ports.objects.delete(place, { objectId: gone.objectId ?? '', bucketId: null })
  await seedCompleted(ports, { ...owned, fileSizeBytes: 300, createObject: false })
  const open = await seedUpload(ports, { ...owned, fileSizeBytes: 10 })
  await ports.uploads.renew(newRenewal(open, { fileSizeBytes: 20 }))
  await seedUpload(ports, { ...place, fileSizeBytes: null })
  const canceled = await seedUpload(ports, owned)
  await ports.uploads.finish({ kind: 'canceled', uploadId: canceled.uploadId, keepBytes: false })
}

const idOf = (scene: Scene, scope: (typeof SCOPES)[number]) => {
  const ref = quotaRefOf(scope, scene.place)
  return quotaId(scope, ref.id, ref.owner)
}

const verify = ({ ports, place }: Scene) => ports.quotaAudit.verify(place.organizationId)

const withoutUnsized = ({ openUnsized: _, ...sums }: QuotaDrift['counters']) => sums

async function repairAll(scene: Scene): Promise<void> {
  const { ports, place } = scene
  for (const drift of (await verify(scene)).drifts)
    await ports.quotaAudit.repair(place.organizationId, drift.quotaId)
}

function findsContract(scene: () => Scene): void {
  test('finds nothing where uploads of every kind were booked right', async () => {
    await seedAll(scene())
    expect(await verify(scene())).toEqual({ checkedScopes: 4, drifts: [] })
  })

  test.each(SCOPES)('finds the counters of one %s that say more than there is', async scope => {
    const { ports, place, stage } = scene()
    await seedAll(scene())
    const quotaIdBent = idOf(scene(), scope)
    await stage.bendQuota(quotaIdBent, BENT)
    const { drifts } = await verify(scene())
    expect(drifts).toMatchObject([{ quotaId: quotaIdBent, organizationId: place.organizationId, scope }])
    const [drift] = drifts
    if (drift === undefined) throw new RangeError('no drift')
    const { counters: counted, ledger, actual } = drift
    expect(withoutUnsized(actual)).toEqual(ledger)
    expect(withoutUnsized(counted)).toEqual({
      usedBytes: ledger.usedBytes + 7,
      usedObjects: ledger.usedObjects + 1,
      reservedBytes: ledger.reservedBytes + 5,
      reservedObjects: ledger.reservedObjects + 2,
    })
    expect(drift.owner).toBe(scope === 'owner' ? 'ada' : null)
    expect(await ports.quotaAudit.repair(place.organizationId, quotaIdBent)).toEqual(drift)
  })

  test('finds a movement in the ledger that never was, in each of its scopes', async () => {
    const { place, stage } = scene()
    await seedAll(scene())
    await stage.bendLedger(place, { usedBytes: 9 })
    const { drifts } = await verify(scene())
    expect(drifts.map(({ scope }) => scope).sort()).toEqual(['bucket', 'namespace', 'organization'])
    for (const { counters: counted, ledger, actual } of drifts) {
      expect(counted).toEqual(actual)
      expect(ledger.usedBytes).toBe(actual.usedBytes + 9)
    }
    await repairAll(scene())
  })

  test('knows every organization, and looks at one alone', async () => {
    const { ports, place, stage } = scene()
    const other = await seedPlace(ports)
    await stage.bendQuota(quotaId('bucket', other.bucketId), { usedBytes: 1 })
    expect((await ports.quotaAudit.organizationIds()).sort()).toEqual(
      [place.organizationId, other.organizationId].sort(),
    )
    expect(await verify(scene())).toEqual({ checkedScopes: 3, drifts: [] })
    expect((await ports.quotaAudit.verify(other.organizationId)).drifts).toHaveLength(1)
    expect(await ports.quotaAudit.repair(place.organizationId, quotaId('bucket', other.bucketId))).toBeNull()
    await stage.bendQuota(quotaId('bucket', other.bucketId), { usedBytes: -1 })
  })

  test('never takes a movement in flight for drift', async () => {
    const { ports, place } = scene()
    let isMoving = true
    const moving = Promise.all(
      Array.from({ length: 4 }, async (_, index) => {
        for (let round = 0; round < 8; round += 1) {
          const upload = await seedUpload(ports, { ...place, owner: 'ada', fileSizeBytes: 10 + index })
          await ports.uploads.finish(newCompletion(upload))
        }
      }),
    ).finally(() => {
      isMoving = false
    })
    let looks = 0
    while (isMoving) {
      expect((await verify(scene())).drifts).toEqual([])
      looks += 1
    }
    await moving
    expect(looks).toBeGreaterThan(0)
  })
}

function repairContract(scene: () => Scene): void {
  test('repairs counters and ledger of every scope, once', async () => {
    const { ports, place, stage, books } = scene()
    await seedAll(scene())
    const byId = async () => new Map((await books()).quotas.map(quota => [quota.id, quota]))
    const before = await byId()
    for (const scope of SCOPES) await stage.bendQuota(idOf(scene(), scope), BENT)
    await stage.bendLedger(place, { reservedBytes: 3, usedObjects: 4 })
    await repairAll(scene())
    expect((await verify(scene())).drifts).toEqual([])
    expect(await byId()).toEqual(before)
    for (const scope of SCOPES)
      expect(await ports.quotaAudit.repair(place.organizationId, idOf(scene(), scope))).toBeNull()
  })

  test('tells a share of a limit that is reached by a repair alone', async () => {
    const { ports, place, stage } = scene()
    await seedCompleted(ports, { ...place, owner: 'ada', fileSizeBytes: 90 })
    await stage.bendQuota(idOf(scene(), 'owner'), { usedBytes: -60 })
    await stage.bendQuota(idOf(scene(), 'namespace'), { usedBytes: 60 })
    await ports.quotas.set(place, { ...quotaRefOf('bucket', place), ownerLimitBytes: 100 })
    await ports.quotas.set(place, { ...quotaRefOf('namespace', place), limitBytes: 200 })
    expect(await ports.quotas.events(place, 10)).toEqual([])
    await repairAll(scene())
    const told = { scope: 'owner', owner: 'ada', measure: 'bytes', percent: 80, used: 90, limit: 100 }
    expect(await ports.quotas.events(place, 10)).toMatchObject([told])
    await repairAll(scene())
    expect(await ports.quotas.events(place, 10)).toHaveLength(1)
  })

  test('repairs the same quota as often as it drifts', async () => {
    const { stage, place } = scene()
    for (const usedBytes of [5, 6]) {
      await stage.bendLedger(place, { usedBytes })
      await repairAll(scene())
    }
    expect((await verify(scene())).drifts).toEqual([])
  })

  test('loses no movement that happens meanwhile', async () => {
    const { ports, place, stage } = scene()
    await stage.bendQuota(idOf(scene(), 'organization'), BENT)
    await stage.bendLedger(place, { usedBytes: 11 })
    await Promise.all([
      repairAll(scene()),
      ...Array.from({ length: 10 }, async () => {
        await ports.uploads.reserve(newUpload({ ...place, fileSizeBytes: 100 }))
      }),
    ])
    expect((await verify(scene())).drifts).toEqual([])
    expect(await ports.quotas.get(place, quotaRefOf('organization', place))).toMatchObject(
      counters({ reservedBytes: 1000, reservedObjects: 10 }),
    )
  })

  test('does nothing to a quota that is right, or not there', async () => {
    const { ports, place, books } = scene()
    await seedAll(scene())
    const before = await books()
    expect(await ports.quotaAudit.repair(place.organizationId, idOf(scene(), 'bucket'))).toBeNull()
    expect(await ports.quotaAudit.repair(place.organizationId, 'bucket:none')).toBeNull()
    expect(await books()).toEqual(before)
  })
}
