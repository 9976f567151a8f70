import { expect, test } from 'vitest'
import { EMPTY_CLAIM } from '../../../domain/verify-object.ts'
import type { TaskQuery } from '../../../ports/task-board.ts'
import { newUpload, seedBucket, seedCompleted, seedPlace, seedUpload } from '../../builders.ts'
import { testIds } from '../../ids.ts'
import { type Scene, tenantOf } from '../database-suite.ts'

const UNKNOWN = 'upl_0000000000000000'

export function batchTaskContract(scene: () => Scene): void {
  const start = async (uploadIds: string[]) => {
    const { ports, place } = scene()
    const items = uploadIds.map(uploadId => ({ uploadId, claim: EMPTY_CLAIM }))
    const taskId = testIds.next('task')
    return ports.tasks.startBatchConfirm({ ...place, taskId, items })
  }

  test('a batch confirm links the open uploads of its bucket that no other task confirms', async () => {
    const { ports, place, stage } = scene()
    const [open, taken] = [await seedUpload(ports, place), await seedUpload(ports, place)]
    const elsewhere = await seedUpload(ports, await seedBucket(ports, tenantOf(place)))
    const other = { taskId: testIds.next('task'), uploadId: taken.uploadId, attempt: 1, claim: EMPTY_CLAIM }
    await ports.tasks.startConfirm(other)
    const done = await seedCompleted(ports, place)
    const uploadIds = [open.uploadId, taken.uploadId, elsewhere.uploadId, done.uploadId, UNKNOWN]
    const task = await start(uploadIds)
    expect(task).toMatchObject({
      type: 'api_buckets_uploads_batch_confirm',
      status: 'PENDING',
      inputs: uploadIds.map(upload_id => ({ upload_id })),
      outputs: [],
    })
    const links = await Promise.all(uploadIds.map(async id => (await ports.uploads.findById(id))?.liveTaskId))
    expect(links).toEqual([task.taskId, other.taskId, null, null, undefined])
    expect(await stage.queuedTasks()).toEqual([other.taskId, task.taskId])
    expect(await ports.tasks.lease(task.taskId, 60)).toEqual({
      ...tenantOf(place),
      taskId: task.taskId,
      type: 'api_buckets_uploads_batch_confirm',
      bucketId: place.bucketId,
      items: uploadIds.map(uploadId => ({ uploadId, claim: EMPTY_CLAIM })),
    })
    await ports.tasks.finish(task.taskId, { status: 'COMPLETED_WITH_ERRORS', outputs: [], error: 'some' })
    expect((await ports.uploads.findById(open.uploadId))?.liveTaskId).toBeNull()
  })

  test('a killed task frees its uploads, is run no more, and only once', async () => {
    const { ports, place, stage } = scene()
    const upload = await seedUpload(ports, place)
    const { taskId } = await start([upload.uploadId])
    const stranger = await seedPlace(ports)
    expect(await ports.tasks.cancel(stranger, taskId)).toBe('not_live')
    expect(await ports.tasks.cancel(place, taskId)).toBe('canceled')
    expect(await ports.tasks.find(place, taskId)).toMatchObject({ status: 'CANCELED' })
    expect((await ports.uploads.findById(upload.uploadId))?.liveTaskId).toBeNull()
    expect(await stage.queuedTasks()).toEqual([])
    expect(await ports.tasks.lease(taskId, 60)).toBeNull()
    expect(await ports.tasks.cancel(place, taskId)).toBe('not_live')
    expect(await ports.tasks.cancel(place, 'task_0000000000000000')).toBe('not_live')
  })

  test('lists the tasks of the namespace, newest first, by status and kind', async () => {
    const { ports, place, stage } = scene()
    const first = await start([(await seedUpload(ports, place)).uploadId])
    await stage.elapse(1)
    const second = await start([(await seedUpload(ports, place)).uploadId])
    await ports.tasks.cancel(place, first.taskId)
    const list = async (query: Partial<TaskQuery>) => {
      const { tasks } = await ports.tasks.list(place, { limit: 10, ...query })
      return [await ports.tasks.count(place, query), ...tasks.map(({ taskId }) => taskId)]
    }
    expect(await list({})).toEqual([2, second.taskId, first.taskId])
    expect(await list({ limit: 1, offset: 1 })).toEqual([2, first.taskId])
    expect(await list({ offset: 5 })).toEqual([2])
    expect(await list({ statuses: ['CANCELED'] })).toEqual([1, first.taskId])
    expect(await list({ types: ['api_buckets_delete'] })).toEqual([0])
    const stranger = await seedPlace(ports)
    expect((await ports.tasks.list(stranger, { limit: 10 })).tasks).toEqual([])
  })
}

export function bucketDeleteContract(scene: () => Scene): void {
  const start = (bucketId = scene().place.bucketId) =>
    scene().ports.tasks.startBucketDelete({
      ...tenantOf(scene().place),
      taskId: testIds.next('task'),
      bucketId,
    })

  test('closes the bucket at once, and is one task however often it is asked for', async () => {
    const { ports, place, stage } = scene()
    const started = await Promise.all(Array.from({ length: 5 }, () => start()))
    const [first] = started
    expect(first).toMatchObject({ outcome: 'started' })
    for (const other of started) expect(other).toEqual(first)
    expect(await ports.buckets.find(place, place.bucketId)).toMatchObject({ status: 'IN_PROGRESS' })
    expect(await ports.uploads.reserve(newUpload(place))).toEqual({ outcome: 'bucket_closed' })
    expect(await ports.buckets.update(place, place.bucketId, { name: 'new' })).toEqual({
      outcome: 'deleting',
    })
    const [taskId = ''] = await stage.queuedTasks()
    expect(first).toMatchObject({ taskId })
    expect(await ports.tasks.cancel(place, taskId)).toBe('kept')
    expect(await ports.tasks.lease(taskId, 60)).toMatchObject({ type: 'api_buckets_delete' })
  })

  test('a locked, a strange and an unknown bucket are left alone', async () => {
    const { ports, place, stage } = scene()
    await stage.setBucket(place.bucketId, { isLocked: true })
    expect(await start()).toEqual({ outcome: 'locked' })
    const { bucketId } = await seedPlace(ports)
    expect(await start(bucketId)).toEqual({ outcome: 'not_found' })
    expect(await start('bkt_0000000000000000')).toEqual({ outcome: 'not_found' })
    expect(await ports.buckets.find(place, place.bucketId)).toMatchObject({ status: 'ACTIVE' })
  })

  test('ends only when the bucket is empty, and then nothing of it is found', async () => {
    const { ports, place } = scene()
    const open = await seedUpload(ports, { ...place, owner: 'ada' })
    const held = await seedCompleted(ports, { ...place, createObject: false })
    const named = await seedCompleted(ports, place)
    const kept = await seedUpload(ports, place)
    await ports.uploads.finish({ kind: 'canceled', uploadId: kept.uploadId, keepBytes: true })
    await start()
    expect(await ports.buckets.remains(place.bucketId, 10)).toEqual({
      openUploads: [open.uploadId],
      objects: [named.objectId],
      heldUploads: [held.uploadId],
    })
    expect(await ports.buckets.finishDelete(place.bucketId)).toBe(false)
    await ports.uploads.finish({ kind: 'canceled', uploadId: open.uploadId, keepBytes: false })
    await ports.objects.delete(place, { objectId: named.objectId ?? '', bucketId: null })
    expect(await ports.buckets.finishDelete(place.bucketId)).toBe(false)
    await ports.uploads.dropReference(held.uploadId)
    expect(await ports.buckets.finishDelete(place.bucketId)).toBe(true)
    expect(await ports.buckets.finishDelete(place.bucketId)).toBe(true)
    expect(await ports.buckets.find(place, place.bucketId)).toBeNull()
    expect(await ports.uploads.find(place, open.uploadId)).toBeNull()
    const { keys, quotas } = await scene().books()
    expect(new Set(keys.map(({ state }) => state))).toEqual(new Set(['doomed']))
    expect(quotas.filter(({ id }) => id.includes(place.bucketId))).toEqual([])
    expect(await start()).toEqual({ outcome: 'not_found' })
  })

  test('the name of a deleted bucket is free again', async () => {
    const { ports, place } = scene()
    const before = await ports.buckets.find(place, place.bucketId)
    await start()
    await ports.buckets.finishDelete(place.bucketId)
    const { bucketId } = await seedBucket(ports, { ...tenantOf(place), name: before?.name ?? '' })
    expect(await ports.buckets.find(place, before?.name ?? '')).toMatchObject({ bucketId })
  })
}
