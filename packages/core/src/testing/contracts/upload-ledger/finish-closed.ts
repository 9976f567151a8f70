import { expect, test } from 'vitest'
import type { UploadRecord } from '../../../domain/upload.ts'
import { newCompletion, newRenewal, newUpload, seedCompleted, seedUpload } from '../../builders.ts'
import { testIds } from '../../ids.ts'
import { counters, countersOf, keyStatesOf, SCOPES, type Scene } from '../database-suite.ts'

const UNTIL_EXPIRY = { expirationSeconds: 600, transferGraceSeconds: 900 }

/** The two ways to end without bytes: canceled and failed. */
export function finishClosedContract(scene: () => Scene): void {
  const cancel = (uploadId: string, keepBytes = false) =>
    scene().ports.uploads.finish({ kind: 'canceled', uploadId, keepBytes })
  const expire = ({ uploadId, attempt }: UploadRecord) =>
    scene().ports.uploads.finish({ kind: 'failed', uploadId, attempt, reason: 'EXPIRED' })
  const startConfirm = ({ uploadId, attempt }: UploadRecord) =>
    scene().ports.tasks.startConfirm({
      taskId: testIds.next('task'),
      uploadId,
      attempt,
      claim: { etag: null, fileSizeBytes: null, checksum: null },
    })

  test('a cancel gives the reservation back in every scope and dooms the keys', async () => {
    const { ports, place } = scene()
    const upload = await seedUpload(ports, { ...place, owner: 'ada', fileSizeBytes: 700 })
    const { uploadId, attempt } = upload
    await ports.uploads.openSeal({ uploadId, attempt, key: `${uploadId}/seal` })
    expect(await cancel(uploadId)).toMatchObject({
      outcome: 'finished',
      upload: {
        status: 'CANCELED',
        putKey: null,
        servedKey: null,
        objectId: null,
        completedAt: null,
        failure: null,
      },
    })
    expect(await keyStatesOf(scene(), uploadId)).toEqual({
      [upload.lastKey]: 'doomed',
      [`${uploadId}/seal`]: 'doomed',
    })
    for (const scope of SCOPES) expect(await countersOf(scene(), scope)).toEqual(counters())
  })

  test('a cancel that keeps the bytes keeps the key that was put to, and no seal', async () => {
    const { ports, place } = scene()
    const upload = await seedUpload(ports, place)
    const { uploadId, attempt } = upload
    await ports.uploads.openSeal({ uploadId, attempt, key: `${uploadId}/seal` })
    expect(await cancel(uploadId, true)).toMatchObject({ outcome: 'finished' })
    expect(await keyStatesOf(scene(), uploadId)).toEqual({
      [upload.lastKey]: 'kept',
      [`${uploadId}/seal`]: 'doomed',
    })
  })

  test('after its bucket was deleted an upload is gone, whoever comes to settle it', async () => {
    const { ports, place } = scene()
    const upload = await seedUpload(ports, place)
    const { organizationId, namespaceId, bucketId } = place
    const taskId = testIds.next('task')
    await ports.tasks.startBucketDelete({ taskId, organizationId, namespaceId, bucketId })
    await cancel(upload.uploadId)
    expect(await ports.buckets.finishDelete(bucketId)).toBe(true)
    expect(await ports.uploads.finish(newCompletion(upload))).toEqual({ outcome: 'gone' })
    expect(await expire(upload)).toEqual({ outcome: 'gone' })
    expect(await cancel(upload.uploadId)).toEqual({ outcome: 'gone' })
  })

  test('a second cancel is lost, and gives nothing back again', async () => {
    const { ports, place } = scene()
    const { uploadId } = await seedUpload(ports, place)
    await seedUpload(ports, { ...place, fileSizeBytes: 50 })
    await cancel(uploadId)
    expect(await cancel(uploadId)).toMatchObject({ outcome: 'lost', upload: { status: 'CANCELED' } })
    expect(await countersOf(scene())).toEqual(counters({ reservedBytes: 50, reservedObjects: 1 }))
  })

  test('neither a cancel nor an expiry touches what is completed', async () => {
    const { ports, place, stage } = scene()
    const upload = await seedCompleted(ports, { ...place, ...UNTIL_EXPIRY })
    await stage.elapse(1501)
    const lost = { outcome: 'lost', upload: { status: 'COMPLETED' } }
    expect(await cancel(upload.uploadId)).toMatchObject(lost)
    expect(await expire(upload)).toMatchObject(lost)
    expect(await keyStatesOf(scene(), upload.uploadId)).toEqual({ [upload.lastKey]: 'live' })
  })

  test('nothing completes what was canceled', async () => {
    const { ports, place } = scene()
    const upload = await seedUpload(ports, place)
    await cancel(upload.uploadId)
    const late = await ports.uploads.finish(newCompletion(upload))
    expect(late).toMatchObject({ outcome: 'lost', upload: { status: 'CANCELED', objectId: null } })
    expect(await countersOf(scene())).toEqual(counters())
  })

  test.each([601, 1499])('%i s after create, before settle_until, nothing expires', async seconds => {
    const { ports, place, stage } = scene()
    const upload = await seedUpload(ports, { ...place, ...UNTIL_EXPIRY })
    await stage.elapse(seconds)
    expect(await expire(upload)).toMatchObject({
      outcome: 'lost',
      upload: { status: 'PENDING', failure: null },
    })
    expect(await ports.uploads.finish(newCompletion(upload))).toMatchObject({ outcome: 'finished' })
  })

  test('past settle_until an upload fails, its reservation goes and its key is doomed', async () => {
    const { ports, place, stage } = scene()
    const upload = await seedUpload(ports, { ...place, ...UNTIL_EXPIRY, fileSizeBytes: null })
    await stage.elapse(1501)
    expect(await expire(upload)).toMatchObject({
      outcome: 'finished',
      upload: { status: 'FAILED', failure: 'EXPIRED', putKey: null, lastKey: upload.lastKey },
    })
    expect(await keyStatesOf(scene(), upload.uploadId)).toEqual({ [upload.lastKey]: 'doomed' })
    expect(await countersOf(scene())).toEqual(counters())
    expect(await expire(upload)).toMatchObject({ outcome: 'lost', upload: { status: 'FAILED' } })
  })

  test('the expiry of an attempt that was renewed is lost', async () => {
    const { ports, place, stage } = scene()
    const upload = await seedUpload(ports, { ...place, ...UNTIL_EXPIRY })
    await stage.elapse(1501)
    await ports.uploads.renew(newRenewal(upload))
    expect(await expire(upload)).toMatchObject({ outcome: 'lost', upload: { status: 'PENDING', attempt: 2 } })
  })

  test('while a task confirms, neither cancel nor expiry takes the upload away from it', async () => {
    const { ports, place, stage } = scene()
    const upload = await seedUpload(ports, { ...place, ...UNTIL_EXPIRY })
    const task = await startConfirm(upload)
    await stage.elapse(1501)
    const confirming = { outcome: 'confirming', taskId: task?.taskId }
    expect(await cancel(upload.uploadId)).toEqual(confirming)
    expect(await expire(upload)).toEqual(confirming)
    expect(await keyStatesOf(scene(), upload.uploadId)).toEqual({ [upload.lastKey]: 'open' })
    await ports.tasks.finish(task?.taskId ?? '', { status: 'FAILED', outputs: [], error: 'no bytes' })
    expect(await cancel(upload.uploadId)).toMatchObject({ outcome: 'finished' })
  })

  test('the end shows in the timeline', async () => {
    const { ports, place } = scene()
    const { uploadId } = await seedUpload(ports, newUpload(place))
    await cancel(uploadId)
    expect(await ports.uploads.events(place, uploadId)).toHaveLength(2)
  })
}
