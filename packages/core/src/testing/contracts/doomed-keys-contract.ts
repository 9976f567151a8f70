import { expect, test } from 'vitest'
import { newCompletion, seedCompleted, seedUpload } from '../builders.ts'
import type { MakeDatabaseHarness } from './database-harness.ts'
import { databaseSuite, keyStatesOf, type Scene } from './database-suite.ts'
import { deletedBucketsContract } from './doomed-keys/deleted-buckets.ts'
import { DAY, nothingThere } from './doomed-keys/nothing-there.ts'
import { recordsContract } from './doomed-keys/records.ts'

/** What every `DoomedKeys` does. */
export function doomedKeysContract(name: string, makeHarness: MakeDatabaseHarness): void {
  databaseSuite(`${name} keeps the DoomedKeys contract: claim and record`, makeHarness, claimContract)
  databaseSuite(`${name} keeps the DoomedKeys contract: records`, makeHarness, recordsContract)
  databaseSuite(`${name} keeps the DoomedKeys contract: deleted buckets`, makeHarness, deletedBucketsContract)
  databaseSuite(`${name} keeps the DoomedKeys contract: abandoned seals`, makeHarness, sealsContract)
}

function claimContract(scene: () => Scene): void {
  /** URL and transfer grace of these end 1500 s after create. */
  const seedDoomed = async () => {
    const { ports, place } = scene()
    const upload = await seedUpload(ports, { ...place, expirationSeconds: 600, transferGraceSeconds: 900 })
    await ports.uploads.finish({ kind: 'canceled', uploadId: upload.uploadId, keepBytes: false })
    return upload
  }
  const claimIds = async (limit = 100) => {
    const claimed = await scene().ports.doomedKeys.claim(limit, 60)
    return claimed.map(({ keyId }) => keyId).sort()
  }
  const deleteDue = async () => {
    const { doomedKeys } = scene().ports
    const claimed = await doomedKeys.claim(100, 60)
    await doomedKeys.recordDeleted(claimed.map(nothingThere))
    return claimed.map(({ keyId }) => keyId)
  }
  const keyIdOf = (upload: { putKey: { id: number } | null }) => upload.putKey?.id ?? 0

  test('takes what is doomed and due: id, key and version', async () => {
    const { ports, place } = scene()
    const upload = await seedUpload(ports, place)
    const completed = await ports.uploads.finish(newCompletion(upload, { observed: { versionId: 'v3' } }))
    const objectId = completed.outcome === 'finished' ? (completed.upload.objectId ?? '') : ''
    expect(await ports.doomedKeys.claim(10, 60)).toEqual([])
    await ports.objects.delete(place, { objectId, bucketId: null })
    expect(await ports.doomedKeys.claim(10, 60)).toEqual([
      { keyId: keyIdOf(upload), key: upload.lastKey, versionId: 'v3', isLast: false, multipart: null },
    ])
  })

  test('open, live and kept keys are never taken', async () => {
    const { ports, place, stage } = scene()
    await seedUpload(ports, place)
    await seedCompleted(ports, place)
    const { uploadId } = await seedUpload(ports, place)
    await ports.uploads.finish({ kind: 'canceled', uploadId, keepBytes: true })
    await stage.elapse(30 * DAY)
    expect(await claimIds()).toEqual([])
  })

  test('hides what it took for as long as the lease', async () => {
    const { stage } = scene()
    const upload = await seedDoomed()
    expect(await claimIds()).toEqual([keyIdOf(upload)])
    await stage.elapse(58)
    expect(await claimIds()).toEqual([])
    await stage.elapse(3)
    expect(await claimIds()).toEqual([keyIdOf(upload)])
  })

  test('takes no more than asked, the rest next time', async () => {
    const uploads = [await seedDoomed(), await seedDoomed(), await seedDoomed()]
    const taken = [...(await claimIds(2)), ...(await claimIds(2))]
    expect(taken.sort()).toEqual(uploads.map(keyIdOf).sort())
  })

  test('concurrent workers take different keys, and together all', async () => {
    const uploads = await Promise.all(Array.from({ length: 12 }, seedDoomed))
    for (let round = 0; round < 8; round += 1) {
      const taken = (await Promise.all(Array.from({ length: 6 }, () => claimIds(12)))).flat()
      // A worker passes over what another is just taking, so some may be left for the next time.
      const rest = await claimIds()
      expect([...taken, ...rest].sort()).toEqual(uploads.map(keyIdOf).sort())
      await scene().stage.elapse(61)
    }
  })

  test('a deleted key is watched: not due again at once, but at least once past its last moment', async () => {
    const { stage } = scene()
    const upload = await seedDoomed()
    await deleteDue()
    expect(await claimIds()).toEqual([])
    expect(await keyStatesOf(scene(), upload.uploadId)).toEqual({ [upload.lastKey]: 'doomed' })
    await stage.elapse(1500 + DAY - 60)
    await deleteDue()
    expect(await keyStatesOf(scene(), upload.uploadId)).toEqual({ [upload.lastKey]: 'doomed' })
    await stage.elapse(61)
    expect(await deleteDue()).toEqual([keyIdOf(upload)])
    expect(await keyStatesOf(scene(), upload.uploadId)).toEqual({ [upload.lastKey]: 'gone' })
    await stage.elapse(DAY)
    expect(await claimIds()).toEqual([])
  })

  test('a deletion that was claimed before the last moment is not the last, however late it is recorded', async () => {
    const { ports, stage } = scene()
    const upload = await seedDoomed()
    const claimed = await ports.doomedKeys.claim(100, 60)
    // Bytes that began in time arrive after the deletion.
    await stage.elapse(1500 + 2 * DAY)
    await ports.doomedKeys.recordDeleted(claimed.map(nothingThere))
    expect(await keyStatesOf(scene(), upload.uploadId)).toEqual({ [upload.lastKey]: 'doomed' })
    expect(await deleteDue()).toEqual([keyIdOf(upload)])
    expect(await keyStatesOf(scene(), upload.uploadId)).toEqual({ [upload.lastKey]: 'gone' })
  })

  test('bytes that are found by a later look than the first are told', async () => {
    const { ports, place, stage } = scene()
    const { uploadId } = await seedDoomed()
    const found = { sizeBytes: 7, etag: 'late' }
    const deleteFound = async () => {
      const claimed = await ports.doomedKeys.claim(100, 60)
      await ports.doomedKeys.recordDeleted(claimed.map(key => ({ ...nothingThere(key), found })))
    }
    const told = async () =>
      (await ports.uploads.events(place, uploadId)).filter(({ kind }) => kind === 'late_bytes_deleted')
    await deleteFound()
    expect(await told()).toEqual([])
    await stage.elapse(3601)
    await deleteFound()
    expect(await told()).toMatchObject([{ attempt: 1, detail: { size_bytes: 7, etag: 'late' } }])
  })

  test('nothing but a doomed key becomes gone', async () => {
    const { ports, place, stage } = scene()
    const live = await seedCompleted(ports, place)
    const open = await seedUpload(ports, place)
    await stage.elapse(30 * DAY)
    await ports.doomedKeys.recordDeleted(
      [live.servedKey?.id ?? 0, keyIdOf(open)].map(keyId => ({ keyId, isLast: true, found: null })),
    )
    expect(await keyStatesOf(scene(), live.uploadId)).toEqual({ [live.lastKey]: 'live' })
    expect(await keyStatesOf(scene(), open.uploadId)).toEqual({ [open.lastKey]: 'open' })
  })

  test('a batch may be empty', async () => {
    const { ports } = scene()
    await ports.doomedKeys.recordDeleted([])
    expect(await claimIds()).toEqual([])
  })
}

function sealsContract(scene: () => Scene): void {
  const strandSeal = async (isFinal: boolean) => {
    const { ports, place, stage } = scene()
    const upload = await seedUpload(ports, place)
    if (isFinal) await ports.uploads.finish(newCompletion(upload))
    const key = `${upload.uploadId}/seal`
    await stage.strandSeal({ uploadId: upload.uploadId, key })
    return { ...upload, key }
  }

  test('dooms a seal that a final upload left behind, once it is old enough', async () => {
    const { ports, stage } = scene()
    const { uploadId, lastKey, key } = await strandSeal(true)
    expect(await ports.doomedKeys.doomAbandonedSeals(600)).toBe(0)
    await stage.elapse(601)
    expect(await ports.doomedKeys.doomAbandonedSeals(600)).toBe(1)
    expect(await keyStatesOf(scene(), uploadId)).toEqual({ [lastKey]: 'live', [key]: 'doomed' })
    const claimed = await ports.doomedKeys.claim(10, 60)
    expect(claimed.map(doomed => doomed.key)).toEqual([key])
    expect(await ports.doomedKeys.doomAbandonedSeals(600)).toBe(0)
  })

  test('leaves the seal of an open upload, however old', async () => {
    const { ports, stage } = scene()
    const { uploadId, lastKey, key } = await strandSeal(false)
    await stage.elapse(30 * DAY)
    expect(await ports.doomedKeys.doomAbandonedSeals(600)).toBe(0)
    expect(await keyStatesOf(scene(), uploadId)).toEqual({ [lastKey]: 'open', [key]: 'open' })
  })

  test('leaves the seal that is served', async () => {
    const { ports, place, stage } = scene()
    const upload = await seedUpload(ports, place)
    const { uploadId, attempt } = upload
    const seal = await ports.uploads.openSeal({ uploadId, attempt, key: `${uploadId}/seal` })
    await ports.uploads.finish(newCompletion(upload, { servedKeyId: seal?.keyId ?? 0 }))
    await stage.elapse(DAY)
    expect(await ports.doomedKeys.doomAbandonedSeals(600)).toBe(0)
    expect(await keyStatesOf(scene(), uploadId)).toMatchObject({ [`${uploadId}/seal`]: 'live' })
  })
}
