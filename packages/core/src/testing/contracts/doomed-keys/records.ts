import { expect, test } from 'vitest'
import { seedCompleted, seedUpload } from '../../builders.ts'
import { keyStatesOf, type Scene } from '../database-suite.ts'
import { DAY, nothingThere } from './nothing-there.ts'

export function recordsContract(scene: () => Scene): void {
  const MONTH = 30 * DAY
  const remove = (limit = 100) => scene().ports.doomedKeys.removeRecords(MONTH, limit)
  const reclaimAll = async () => {
    const { doomedKeys } = scene().ports
    await doomedKeys.recordDeleted((await doomedKeys.claim(100, 60)).map(nothingThere))
  }
  const cancel = async (keepBytes = false) => {
    const { ports, place } = scene()
    const { uploadId } = await seedUpload(ports, place)
    await ports.uploads.finish({ kind: 'canceled', uploadId, keepBytes })
    return uploadId
  }

  test('removes what never completed, a month after it expired, with all that is told of it', async () => {
    const { ports, place, stage } = scene()
    const uploadId = await cancel()
    await stage.elapse(MONTH)
    await reclaimAll()
    expect(await remove()).toBe(0)
    await stage.elapse(3601)
    expect(await remove()).toBe(1)
    expect(await ports.uploads.findById(uploadId)).toBeNull()
    expect(await ports.uploads.events(place, uploadId)).toEqual([])
    expect(await keyStatesOf(scene(), uploadId)).toEqual({})
    expect((await ports.quotaAudit.verify(place.organizationId)).drifts).toEqual([])
  })

  test('leaves what is open, COMPLETED, kept, or whose keys are still watched', async () => {
    const { ports, place, stage } = scene()
    const left = [await seedUpload(ports, place), await seedCompleted(ports, place)]
    const ids = [...left.map(({ uploadId }) => uploadId), await cancel(true), await cancel()]
    await stage.elapse(2 * MONTH)
    expect(await remove()).toBe(0)
    for (const id of ids) expect(await ports.uploads.findById(id)).not.toBeNull()
  })

  test('removes no more than asked at a time', async () => {
    for (let count = 0; count < 3; count += 1) await cancel()
    await scene().stage.elapse(2 * MONTH)
    await reclaimAll()
    expect([await remove(2), await remove(2), await remove(2)]).toEqual([2, 1, 0])
  })
}
