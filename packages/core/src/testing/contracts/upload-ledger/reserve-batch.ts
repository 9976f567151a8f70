import { expect, test } from 'vitest'
import type { BatchEntry, IdempotencyRef } from '../../../ports/upload-ledger.ts'
import { newUpload, seedCompleted } from '../../builders.ts'
import { counters, countersOf, type Scene } from '../database-suite.ts'

const REF: IdempotencyRef = {
  actorKind: 'key',
  actorId: 'key_test',
  operation: 'uploads.create_batch',
  key: 'k#0',
  requestHash: 'h',
}

export function reserveBatchContract(scene: () => Scene): void {
  const entry = (fields = {}): BatchEntry => ({
    kind: 'new',
    upload: newUpload({ ...scene().place, fileSizeBytes: 100, ...fields }),
  })
  const reserve = (entries: BatchEntry[]) => scene().ports.uploads.reserveBatch(scene().place, entries)

  test('reserves all of them, in their order', async () => {
    const entries = [entry({ owner: 'ada' }), entry({ owner: 'bob' }), entry()]
    const reserved = await reserve(entries)
    if (reserved.outcome !== 'reserved') throw new RangeError(reserved.outcome)
    expect(reserved.uploads.map(upload => upload?.uploadId)).toEqual(
      entries.map(({ ...item }) => item.kind === 'new' && item.upload.uploadId),
    )
    expect(await countersOf(scene())).toEqual(counters({ reservedBytes: 300, reservedObjects: 3 }))
  })

  test('one that is refused leaves nothing of the others, remembered keys included', async () => {
    const { ports, place } = scene()
    const original = await seedCompleted(ports, { ...place, fileSizeBytes: 50 })
    await ports.quotas.set(place, { scope: 'bucket', id: place.bucketId, owner: null, limitBytes: 200 })
    const entries: BatchEntry[] = [
      { kind: 'duplicate', uploadId: original.uploadId, idempotency: REF },
      entry({ idempotency: { ...REF, key: 'k#1' } }),
      entry(),
    ]
    expect(await reserve(entries)).toMatchObject({
      outcome: 'refused',
      index: 2,
      refusal: { outcome: 'quota_exceeded', refusal: { scope: 'bucket', askedBytes: 100 } },
    })
    expect(await countersOf(scene())).toEqual(counters({ usedBytes: 50, usedObjects: 1 }))
    expect(await ports.uploads.findRemembered(place, REF)).toBeNull()
    expect(await ports.uploads.findRemembered(place, { ...REF, key: 'k#1' })).toBeNull()
    expect((await ports.uploads.list(place, { bucketId: null, limit: 10 })).uploads).toHaveLength(1)
  })

  test('of twins with one key the second is told so', async () => {
    const twin = () => reserve([entry({ idempotency: REF }), entry()])
    const outcomes = await Promise.all([twin(), twin(), twin()])
    expect(outcomes.filter(({ outcome }) => outcome === 'reserved')).toHaveLength(1)
    for (const outcome of outcomes)
      if (outcome.outcome === 'refused')
        expect(outcome).toEqual({ outcome: 'refused', index: 0, refusal: { outcome: 'remembered' } })
    expect(await countersOf(scene())).toEqual(counters({ reservedBytes: 200, reservedObjects: 2 }))
  })

  test('batches of several owners at once neither dead-lock nor miscount', async () => {
    const owners = ['ada', 'bob', 'cyd']
    const batches = owners.map((_, shift) =>
      reserve(owners.map((_owner, index) => entry({ owner: owners[(index + shift) % owners.length] }))),
    )
    for (const { outcome } of await Promise.all(batches)) expect(outcome).toBe('reserved')
    expect(await countersOf(scene())).toEqual(counters({ reservedBytes: 900, reservedObjects: 9 }))
  })
}
