import { expect, test } from 'vitest'
import type { QuotaLimits } from '../../../ports/quota-book.ts'
import { newCompletion, seedCompleted, seedPlace, seedUpload } from '../../builders.ts'
import { testIds } from '../../ids.ts'
import { quotaRefOf, type Scene } from '../database-suite.ts'

/** Events at 80 and 100 percent of what is used. */
export function quotaEventsContract(scene: () => Scene): void {
  const limit = (limits: QuotaLimits, scope: 'organization' | 'bucket' | 'owner' = 'bucket') =>
    scene().ports.quotas.set(scene().place, { ...quotaRefOf(scope, scene().place), ...limits })
  const store = (fileSizeBytes: number, owner: string | null = null) =>
    seedCompleted(scene().ports, { ...scene().place, owner, fileSizeBytes })
  const told = async () => {
    const events = await scene().ports.quotas.events(scene().place, 100)
    return events.map(({ scope, measure, percent, used }) => `${scope} ${measure} ${percent}: ${used}`)
  }

  test('tell what was crossed, by whom and when', async () => {
    const { ports, place } = scene()
    await limit({ limitBytes: 100 }, 'owner')
    await store(80, 'ada')
    expect(await ports.quotas.events(place, 100)).toEqual([
      {
        scope: 'owner',
        scopeId: place.bucketId,
        owner: 'ada',
        measure: 'bytes',
        percent: 80,
        used: 80,
        limit: 100,
        at: expect.any(Date),
      },
    ])
  })

  test('come once per crossing: not below, not again above, and again after it fell below', async () => {
    const { ports, place } = scene()
    await limit({ limitBytes: 100 })
    await store(79)
    expect(await told()).toEqual([])
    const { objectId } = await store(2)
    await store(18)
    expect(await told()).toEqual(['bucket bytes 80: 81'])
    await store(1)
    expect(await told()).toEqual(['bucket bytes 100: 100', 'bucket bytes 80: 81'])
    await store(0)
    await ports.objects.delete(place, { objectId: objectId ?? '', bucketId: null })
    expect(await told()).toHaveLength(2)
    await store(2)
    expect((await told())[0]).toBe('bucket bytes 100: 100')
    expect(await told()).toHaveLength(3)
  })

  test('of one upload that crosses both are two, in every scope and measure that it fills', async () => {
    await limit({ limitBytes: 10, limitObjects: 1 })
    await limit({ limitBytes: 10 }, 'organization')
    await store(10)
    expect((await told()).sort()).toEqual([
      'bucket bytes 100: 10',
      'bucket bytes 80: 10',
      'bucket objects 100: 1',
      'bucket objects 80: 1',
      'organization bytes 100: 10',
      'organization bytes 80: 10',
    ])
  })

  test('reservations, refusals and duplicates cross nothing', async () => {
    const { ports, place } = scene()
    const sha256 = '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08'
    const open = () => seedUpload(ports, { ...place, fileSizeBytes: 50 })
    await ports.uploads.finish(newCompletion(await open(), { observed: { sha256 } }))
    const [second] = [await open()]
    await limit({ limitBytes: 100 })
    await ports.uploads.finish(newCompletion(second, { observed: { sha256 } }))
    expect(await told()).toEqual([])
  })

  test('come from a limit that falls too, and not from one that rises or stays', async () => {
    await store(80)
    await limit({ limitBytes: 1000 })
    await limit({ limitBytes: 100 })
    expect(await told()).toEqual(['bucket bytes 80: 80'])
    await limit({ limitBytes: 100 })
    await limit({ limitBytes: 99 })
    await limit({ limitBytes: 0 })
    await limit({ limitBytes: null })
    expect(await told()).toHaveLength(1)
    await limit({ limitBytes: 80 })
    expect(await told()).toHaveLength(3)
  })

  test('of an owner come from the limit that its bucket gives', async () => {
    await limit({ ownerLimitBytes: 100 })
    await store(100, 'ada')
    expect((await told()).sort()).toEqual(['owner bytes 100: 100', 'owner bytes 80: 100'])
  })

  test('of owners come when what their bucket gives them falls, for those without limits of their own', async () => {
    await store(80, 'ada')
    await store(100, 'bob')
    await store(79, 'cleo')
    await store(100, 'dan')
    await limit({ limitBytes: 1_000 }, 'owner')
    const ofOwners = async () => {
      const events = await scene().ports.quotas.events(scene().place, 100)
      return events.map(({ owner, measure, percent }) => `${owner} ${measure} ${percent}`).sort()
    }
    await limit({ ownerLimitBytes: 1_000 })
    await limit({ ownerLimitBytes: 100 })
    // Ada has limits of her own.
    const lowered = ['bob bytes 100', 'bob bytes 80', 'dan bytes 100', 'dan bytes 80']
    expect(await ofOwners()).toEqual(lowered)
    await limit({ ownerLimitBytes: 0 })
    await limit({ ownerLimitBytes: null, ownerLimitObjects: 10 })
    expect(await ofOwners()).toEqual(lowered)
    await limit({ ownerLimitObjects: 1 })
    const objects = ['ada', 'bob', 'cleo', 'dan'].flatMap(owner => [
      `${owner} objects 100`,
      `${owner} objects 80`,
    ])
    expect(await ofOwners()).toEqual([...lowered, ...objects].sort())
  })

  test('of 20 settles at once come once', async () => {
    const { ports, place } = scene()
    await limit({ limitBytes: 200, limitObjects: 20 })
    const uploads = await Promise.all(
      Array.from({ length: 20 }, () => seedUpload(ports, { ...place, fileSizeBytes: 10 })),
    )
    await Promise.all(uploads.map(upload => ports.uploads.finish(newCompletion(upload))))
    expect((await told()).sort()).toEqual([
      'bucket bytes 100: 200',
      'bucket bytes 80: 160',
      'bucket objects 100: 20',
      'bucket objects 80: 16',
    ])
  })

  test('are of the organization and the own namespace, newest first, as many as asked', async () => {
    const { ports, place, stage } = scene()
    await limit({ limitBytes: 10 }, 'organization')
    await limit({ limitObjects: 1 })
    await store(10)
    const all = await ports.quotas.events(place, 100)
    expect(all).toHaveLength(4)
    expect(await ports.quotas.events(place, 3)).toEqual(all.slice(0, 3))
    const namespaceId = testIds.next('namespace')
    const { organizationId } = place
    await stage.addNamespace({ namespaceId, organizationId, name: 'second' })
    const neighbor = await ports.quotas.events({ organizationId, namespaceId }, 100)
    expect(neighbor.map(({ scope }) => scope)).toEqual(['organization', 'organization'])
    expect(await ports.quotas.events(await seedPlace(ports), 100)).toEqual([])
  })
}
