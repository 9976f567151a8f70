import { expect, test } from 'vitest'
import type { NewUpload } from '../../../ports/upload-ledger.ts'
import { MAX_UNSIZED_PER_TOKEN } from '../../../wire/limits.ts'
import { newUpload, seedUpload } from '../../builders.ts'
import { counters, countersOf, quotaRefOf, type Scene } from '../database-suite.ts'
import { seedToken } from '../seed-token.ts'

/** The files of a token: counted with the upload, in the statement that makes it. */
export function tokenFilesContract(scene: () => Scene): void {
  const upload = (grantId: string, maxFiles: number, fields: Partial<NewUpload> = {}) =>
    newUpload({ ...scene().place, actorId: grantId, grant: { grantId, maxFiles }, ...fields })
  const reserve = async (...of: Parameters<typeof upload>) =>
    (await scene().ports.uploads.reserve(upload(...of))).outcome
  const seedGrant = async () => (await seedToken(scene())).grantId

  test('are as many as it was minted for, and the refusal names the limit', async () => {
    const grantId = await seedGrant()
    expect(await reserve(grantId, 2)).toBe('reserved')
    expect(await reserve(grantId, 2)).toBe('reserved')
    expect(await scene().ports.uploads.reserve(upload(grantId, 2))).toEqual({
      outcome: 'too_many_files',
      limit: 2,
    })
    expect(await countersOf(scene())).toEqual(counters({ reservedBytes: 2000, reservedObjects: 2 }))
    expect(await reserve(await seedGrant(), 2)).toBe('reserved')
  })

  test('of twenty asked for at once are no more than that', async () => {
    const grantId = await seedGrant()
    const outcomes = await Promise.all(Array.from({ length: 20 }, () => reserve(grantId, 7)))
    expect(outcomes.filter(outcome => outcome === 'reserved')).toHaveLength(7)
    expect(outcomes.filter(outcome => outcome === 'too_many_files')).toHaveLength(13)
  })

  test('do not count what was refused', async () => {
    const { ports, place } = scene()
    const grantId = await seedGrant()
    await ports.quotas.set(place, { ...quotaRefOf('bucket', place), limitBytes: 1500 })
    expect(await reserve(grantId, 1, { fileSizeBytes: 1501 })).toBe('quota_exceeded')
    expect(await reserve(grantId, 1)).toBe('reserved')
  })

  test('count what was canceled', async () => {
    const { ports, place } = scene()
    const grantId = await seedGrant()
    const { uploadId } = await seedUpload(ports, { ...place, grant: { grantId, maxFiles: 1 } })
    await ports.uploads.finish({ kind: 'canceled', uploadId, keepBytes: false })
    expect(await reserve(grantId, 1)).toBe('too_many_files')
  })

  test('count a request that is repeated once, also of twins', async () => {
    const grantId = await seedGrant()
    const idempotency = {
      actorKind: 'token' as const,
      actorId: grantId,
      operation: 'uploads.create',
      key: 'once',
      requestHash: 'a'.repeat(64),
    }
    const twins = await Promise.all(Array.from({ length: 6 }, () => reserve(grantId, 2, { idempotency })))
    expect(twins.filter(outcome => outcome === 'reserved')).toHaveLength(1)
    expect(twins.filter(outcome => outcome === 'remembered')).toHaveLength(5)
    expect(await reserve(grantId, 2)).toBe('reserved')
    expect(await reserve(grantId, 2)).toBe('too_many_files')
  })

  test('are one where the answer to the same call was lost', async () => {
    const grantId = await seedGrant()
    const one = upload(grantId, 1)
    const first = await scene().ports.uploads.reserve(one)
    expect(await scene().ports.uploads.reserve(one)).toEqual(first)
  })

  test('without a size are bounded for a token that has no owner, exactly', async () => {
    const grantId = await seedGrant()
    const unsized = { fileSizeBytes: null }
    const outcomes = await Promise.all(
      Array.from({ length: MAX_UNSIZED_PER_TOKEN + 5 }, () => reserve(grantId, 100, unsized)),
    )
    expect(outcomes.filter(outcome => outcome === 'reserved')).toHaveLength(MAX_UNSIZED_PER_TOKEN)
    expect(await scene().ports.uploads.reserve(upload(grantId, 100, unsized))).toEqual({
      outcome: 'too_many_unsized',
      scope: 'token',
      limit: MAX_UNSIZED_PER_TOKEN,
    })
    expect(await reserve(grantId, 100)).toBe('reserved')
    expect(await reserve(await seedGrant(), 100, unsized)).toBe('reserved')
  })
}
