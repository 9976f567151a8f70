import { expect, test } from 'vitest'
import type { UploadRecord } from '../../domain/upload.ts'
import type { TaskBoard } from '../../ports/task-board.ts'
import { newCompletion, newRenewal, seedCompleted, seedPlace, seedUpload } from '../builders.ts'
import { testIds } from '../ids.ts'
import type { MakeDatabaseHarness } from './database-harness.ts'
import { databaseSuite, type Scene } from './database-suite.ts'
import { batchTaskContract, bucketDeleteContract } from './task-board/batch.ts'

const CLAIM = {
  etag: '5d41402abc4b2a76b9719d911017c592',
  fileSizeBytes: 1000,
  checksum: { algorithm: 'CRC32', value: 'NhCmhg==' },
} as const

type Result = Parameters<TaskBoard['finish']>[1]

/** What every `TaskBoard` does. */
export function taskBoardContract(name: string, makeHarness: MakeDatabaseHarness): void {
  databaseSuite(`${name} keeps the TaskBoard contract: start`, makeHarness, startContract)
  databaseSuite(`${name} keeps the TaskBoard contract: lease and finish`, makeHarness, leaseContract)
  databaseSuite(`${name} keeps the TaskBoard contract: batches`, makeHarness, batchTaskContract)
  databaseSuite(`${name} keeps the TaskBoard contract: buckets`, makeHarness, bucketDeleteContract)
}

const taskFor = ({ uploadId, attempt }: UploadRecord) => ({
  taskId: testIds.next('task'),
  uploadId,
  attempt,
  claim: CLAIM,
})

function startContract(scene: () => Scene): void {
  test('a task, its link to the upload and its job are there at once', async () => {
    const { ports, place, stage } = scene()
    const upload = await seedUpload(ports, place)
    const task = taskFor(upload)
    expect(await ports.tasks.startConfirm(task)).toEqual({ taskId: task.taskId })
    expect(await ports.tasks.find(place, task.taskId)).toMatchObject({
      taskId: task.taskId,
      organizationId: place.organizationId,
      namespaceId: place.namespaceId,
      type: 'api_buckets_uploads_confirm',
      status: 'PENDING',
      inputs: [{ upload_id: upload.uploadId }],
      outputs: [],
      error: null,
      createdAt: expect.any(Date),
      updatedAt: expect.any(Date),
    })
    expect(await ports.uploads.findById(upload.uploadId)).toMatchObject({
      status: 'PENDING',
      liveTaskId: task.taskId,
    })
    expect(await stage.queuedTasks()).toEqual([task.taskId])
  })

  test('answers the live task that confirms this upload already, and queues no second one', async () => {
    const { ports, place, stage } = scene()
    const upload = await seedUpload(ports, place)
    const first = taskFor(upload)
    const second = taskFor(upload)
    await ports.tasks.startConfirm(first)
    expect(await ports.tasks.startConfirm(second)).toEqual({ taskId: first.taskId })
    expect(await ports.tasks.find(place, second.taskId)).toBeNull()
    expect(await stage.queuedTasks()).toEqual([first.taskId])
  })

  test('ten concurrent starts are one task', async () => {
    const { ports, place, stage } = scene()
    const upload = await seedUpload(ports, place)
    const started = await Promise.all(
      Array.from({ length: 10 }, () => ports.tasks.startConfirm(taskFor(upload))),
    )
    expect(new Set(started.map(task => task?.taskId)).size).toBe(1)
    expect(await stage.queuedTasks()).toEqual([started[0]?.taskId])
  })

  test('starts nothing for an upload that is settled, renewed since or unknown', async () => {
    const { ports, place, stage } = scene()
    const settled = await seedCompleted(ports, place)
    const renewed = await seedUpload(ports, place)
    await ports.uploads.renew(newRenewal(renewed))
    for (const upload of [settled, renewed, { ...settled, uploadId: 'upl_0000000000000000' }])
      expect(await ports.tasks.startConfirm(taskFor(upload))).toBeNull()
    expect(await stage.queuedTasks()).toEqual([])
  })

  test('is found and canceled in its own organization and namespace only', async () => {
    const { ports, place } = scene()
    const task = taskFor(await seedUpload(ports, place))
    await ports.tasks.startConfirm(task)
    const stranger = await seedPlace(ports)
    const { organizationId } = place
    const elsewhere = [
      stranger,
      { ...stranger, namespaceId: null },
      { organizationId, namespaceId: stranger.namespaceId },
    ]
    for (const scope of elsewhere) {
      expect(await ports.tasks.find(scope, task.taskId)).toBeNull()
      expect(await ports.tasks.cancel(scope, task.taskId)).toBe('not_live')
    }
    for (const scope of [place, { organizationId, namespaceId: null }])
      expect(await ports.tasks.find(scope, task.taskId)).toMatchObject({ taskId: task.taskId })
    expect(await ports.tasks.find(place, 'task_0000000000000000')).toBeNull()
  })
}

function leaseContract(scene: () => Scene): void {
  const start = async () => {
    const { ports, place } = scene()
    const upload = await seedUpload(ports, place)
    const task = taskFor(upload)
    await ports.tasks.startConfirm(task)
    return { ...task, upload }
  }
  const DONE: Result = {
    status: 'COMPLETED',
    outputs: [{ status: 'COMPLETED', object_id: null }],
    error: null,
  }

  test('a lease names the upload and what was claimed, and the task is PROCESSING', async () => {
    const { ports, place } = scene()
    const { taskId, uploadId } = await start()
    expect(await ports.tasks.lease(taskId, 60)).toEqual({
      organizationId: place.organizationId,
      namespaceId: place.namespaceId,
      type: 'api_buckets_uploads_confirm',
      ...{ taskId, uploadId, claim: CLAIM },
    })
    expect(await ports.tasks.find(place, taskId)).toMatchObject({ status: 'PROCESSING' })
  })

  test('a second worker may hold it too, after a crash', async () => {
    const { ports } = scene()
    const { taskId } = await start()
    const first = await ports.tasks.lease(taskId, 60)
    expect(await ports.tasks.lease(taskId, 60)).toEqual(first)
  })

  test('a finished task shows its result, frees its upload and is leased no more', async () => {
    const { ports, place } = scene()
    const { taskId, uploadId } = await start()
    await ports.tasks.lease(taskId, 60)
    const failed: Result = {
      status: 'FAILED',
      outputs: [{ upload_id: uploadId, error: { code: 'X' } }],
      error: 'no',
    }
    await ports.tasks.finish(taskId, failed)
    expect(await ports.tasks.find(place, taskId)).toMatchObject(failed)
    expect(await ports.tasks.lease(taskId, 60)).toBeNull()
    expect(await ports.uploads.findById(uploadId)).toMatchObject({ status: 'PENDING', liveTaskId: null })
    expect(await ports.tasks.lease('task_0000000000000000', 60)).toBeNull()
  })

  test('the first result of a task stays', async () => {
    const { ports, place } = scene()
    const { taskId } = await start()
    await ports.tasks.finish(taskId, DONE)
    await ports.tasks.finish(taskId, { status: 'FAILED', outputs: [], error: 'late' })
    expect(await ports.tasks.find(place, taskId)).toMatchObject(DONE)
  })

  test('after a failed confirm the next one is a new task', async () => {
    const { ports } = scene()
    const { taskId, upload } = await start()
    await ports.tasks.finish(taskId, { status: 'FAILED', outputs: [], error: null })
    const next = taskFor(upload)
    expect(await ports.tasks.startConfirm(next)).toEqual({ taskId: next.taskId })
  })

  test('an upload that its task settled has no live task', async () => {
    const { ports } = scene()
    const { upload, taskId } = await start()
    expect(await ports.uploads.finish(newCompletion(upload))).toMatchObject({
      outcome: 'finished',
      upload: { status: 'COMPLETED', liveTaskId: null },
    })
    await ports.tasks.finish(taskId, DONE)
    expect(await ports.uploads.findById(upload.uploadId)).toMatchObject({ liveTaskId: null })
  })

  test('a task whose lease ran out is queued again; one that is held or finished is not', async () => {
    const { ports, stage } = scene()
    const [dead, held, done, waiting] = [await start(), await start(), await start(), await start()]
    for (const { taskId } of [dead, held, done]) await ports.tasks.lease(taskId, 60)
    await stage.elapse(61)
    await ports.tasks.lease(held.taskId, 60)
    await ports.tasks.finish(done.taskId, DONE)
    expect(await ports.tasks.requeueExpired()).toBe(1)
    const queued = await stage.queuedTasks()
    for (const { taskId } of [dead, waiting]) expect(queued.filter(id => id === taskId)).toEqual([taskId])
    expect(await ports.tasks.lease(dead.taskId, 60)).toMatchObject({ taskId: dead.taskId })
  })

  test('a task that was queued and never leased, because its worker died with the job, is queued again', async () => {
    const { ports, stage } = scene()
    const { taskId } = await start()
    await stage.elapse(299)
    expect(await ports.tasks.requeueExpired()).toBe(0)
    await stage.elapse(2)
    expect(await ports.tasks.requeueExpired()).toBe(1)
    expect(await ports.tasks.requeueExpired()).toBe(0)
    expect(await stage.queuedTasks()).toEqual([taskId])
  })

  test('a lease that was prolonged in time is not queued again', async () => {
    const { ports, stage } = scene()
    const { taskId } = await start()
    for (let minute = 0; minute < 3; minute += 1) {
      await ports.tasks.lease(taskId, 60)
      await stage.elapse(59)
      expect(await ports.tasks.requeueExpired()).toBe(0)
    }
  })
}
