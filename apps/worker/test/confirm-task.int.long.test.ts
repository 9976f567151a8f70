import { fork } from 'node:child_process'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { InfrastructureError } from '@landfall/core/domain'
import { startTestInstallation, type TestInstallation } from '@landfall/runtime/testing'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startWorker, type Worker } from '../src/index.ts'
import { GIVE_UP_AFTER, runTaskWithRetries } from '../src/tasks/run-task.ts'
import { BYTES, type Caller, callerOf, storeUpload } from './support/uploads.ts'

let installation: TestInstallation
let caller: Caller
const workers: Worker[] = []
beforeEach(async () => {
  installation = await startTestInstallation({ settings: { SYNC_SEAL_BYTES: '10' } })
  caller = await callerOf(installation)
})
afterEach(async () => {
  await Promise.all(workers.splice(0).map(worker => worker.stop()))
  await installation[Symbol.asyncDispose]()
})

async function startOne(): Promise<Worker> {
  const worker = await startWorker(installation.runtime, { pollIntervalMs: 100 })
  workers.push(worker)
  return worker
}

const isCopy = (request: { headers: object }) => 'x-amz-copy-source' in request.headers

/** A confirm that is too large to copy while the caller waits. */
async function confirmLater() {
  const upload = await storeUpload(caller)
  const answer = await caller.uploads.confirm({ ...upload.ref, file_size_bytes: BYTES.length })
  expect(answer).toMatchObject({ status: 'PROCESSING', object_id: null })
  return { upload, taskId: answer.task_id ?? '' }
}

const taskEnds = (taskId: string, status: string, timeout = 10_000) =>
  expect.poll(async () => (await caller.tasks.get({ task_id: taskId })).status, { timeout }).toBe(status)

describe('a seal above the synchronous size', () => {
  it('is made by a task, and the upload shows PROCESSING until then', async () => {
    const { upload, taskId } = await confirmLater()
    expect(await caller.uploads.get(upload.ref)).toMatchObject({ status: 'PROCESSING', task_id: taskId })
    expect((await caller.uploads.confirm(upload.ref)).task_id).toBe(taskId)
    expect(await caller.tasks.get({ task_id: taskId })).toEqual({
      task_id: taskId,
      task_type: 'api_buckets_uploads_confirm',
      status: 'PENDING',
      inputs: [{ upload_id: upload.upload_id }],
      outputs: [],
      additional_data: null,
      error: null,
    })
    await expect(caller.uploads.renew(upload.ref)).rejects.toMatchObject({ code: 'CONFLICT' })
    await expect(caller.uploads.cancel(upload.ref)).rejects.toMatchObject({ code: 'CONFLICT' })

    await startOne()
    await taskEnds(taskId, 'COMPLETED')
    const settled = await caller.uploads.get(upload.ref)
    expect(settled).toMatchObject({
      status: 'COMPLETED',
      task_id: null,
      receipt: { guard: 'SEALED', size: 'matched' },
    })
    expect((await caller.tasks.get({ task_id: taskId })).outputs).toEqual([
      { upload_id: upload.upload_id, status: 'COMPLETED', object_id: settled.object_id },
    ])
    expect(await caller.uploads.confirm(upload.ref)).toMatchObject({
      status: 'COMPLETED',
      object_id: settled.object_id,
    })
  })

  it('that is refused leaves the upload open and says why, in the task and in last_error', async () => {
    const upload = await storeUpload(caller)
    const answer = await caller.uploads.confirm({ ...upload.ref, etag: 'another', async: true })
    await startOne()
    await taskEnds(answer.task_id ?? '', 'FAILED')

    const task = await caller.tasks.get({ task_id: answer.task_id ?? '' })
    expect(task.outputs).toEqual([
      {
        upload_id: upload.upload_id,
        error: expect.objectContaining({
          type: 'ETagMismatchError',
          details: expect.objectContaining({
            code: 'ETAG_MISMATCH',
            retry: 'after_renew',
            expected: 'another',
          }),
        }),
      },
    ])
    expect(task.additional_data).toEqual({ error: task.error })
    expect(await caller.uploads.get(upload.ref)).toMatchObject({
      status: 'PENDING',
      last_error: { code: 'ETAG_MISMATCH' },
    })
    const second = await caller.uploads.confirm({ ...upload.ref, async: true })
    expect(second.task_id).not.toBe(answer.task_id)
    await taskEnds(second.task_id ?? '', 'COMPLETED')
  })
})

describe('a store that fails while a task confirms', () => {
  it('is tried again until it is back', async () => {
    const { upload, taskId } = await confirmLater()
    installation.faultyStore.fail('error')
    await startOne()
    await expect
      .poll(() => installation.logLines.some(line => line.includes('STORAGE_UNAVAILABLE')), {
        timeout: 5_000,
      })
      .toBe(true)
    expect((await caller.uploads.get(upload.ref)).status).toBe('PROCESSING')
    installation.faultyStore.heal()

    await taskEnds(taskId, 'COMPLETED', 15_000)
  })

  it('keeps its task, so that nobody takes it for abandoned before the next try', async () => {
    const { taskId } = await confirmLater()
    installation.faultyStore.fail('refuse')
    const job = { taskId, attempt: 5, maxAttempts: 25 }
    await expect(runTaskWithRetries(installation.runtime.services, job)).rejects.toThrow(InfrastructureError)

    const [task] = await installation.database.sql<{ seconds: number }>(
      'SELECT extract(epoch FROM lease_until - now())::float AS seconds FROM task WHERE id = $1',
      [taskId],
    )
    expect(task?.seconds).toBeGreaterThan(Math.exp(5) + 30)
    expect(await installation.runtime.services.tasks.requeueExpired()).toBe(0)
  })

  it('is given up at last: the task says why, the upload stays open, and a later confirm works', async () => {
    const { upload, taskId } = await confirmLater()
    installation.faultyStore.fail('deny')
    await runTaskWithRetries(installation.runtime.services, {
      taskId,
      attempt: GIVE_UP_AFTER,
      maxAttempts: 25,
    })
    installation.faultyStore.heal()

    expect(await caller.tasks.get({ task_id: taskId })).toMatchObject({
      status: 'FAILED',
      outputs: [{ upload_id: upload.upload_id, error: { details: { code: 'STORAGE_MISCONFIGURED' } } }],
    })
    expect(await caller.uploads.get(upload.ref)).toMatchObject({
      status: 'PENDING',
      last_error: { code: 'STORAGE_MISCONFIGURED' },
    })
    const again = await caller.uploads.confirm(upload.ref)
    await startOne()
    await taskEnds(again.task_id ?? '', 'COMPLETED')
  })
})

describe('workers', () => {
  it('side by side run each task once', async () => {
    const tasks = await Promise.all(Array.from({ length: 12 }, () => confirmLater()))
    await Promise.all([startOne(), startOne(), startOne()])
    for (const { taskId } of tasks) await taskEnds(taskId, 'COMPLETED', 20_000)

    const objects = await installation.database.sql('SELECT upload_id FROM object')
    expect(objects).toHaveLength(12)
    const live = await installation.database.sql(`SELECT 1 FROM stored_key WHERE state = 'live'`)
    expect(live).toHaveLength(12)
    const copies = await installation.database.sql(`SELECT 1 FROM stored_key WHERE role = 'seal'`)
    expect(copies).toHaveLength(12)
  })

  it('let a running task end when they are stopped', async () => {
    const { taskId } = await confirmLater()
    const copying = Promise.withResolvers<void>()
    const goOn = Promise.withResolvers<void>()
    installation.faultyStore.before = async request => {
      if (!isCopy(request)) return
      copying.resolve()
      await goOn.promise
    }
    const worker = await startOne()
    await copying.promise
    const stopped = worker.stop()
    goOn.resolve()
    await stopped

    expect((await caller.tasks.get({ task_id: taskId })).status).toBe('COMPLETED')
  })

  it('take over from one that was killed in the middle', async () => {
    const { upload, taskId } = await confirmLater()
    const main = join(import.meta.dirname, '..', 'src', 'main.ts')
    const child = fork(main, [], {
      env: { PATH: process.env.PATH ?? '', ...installation.variables() },
      execArgv: [],
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    })
    const killed = new Promise(done => child.once('exit', done))
    installation.faultyStore.before = async request => {
      if (!isCopy(request)) return
      child.kill('SIGKILL')
      await killed
    }
    await killed
    installation.faultyStore.before = null
    expect((await caller.tasks.get({ task_id: taskId })).status).toBe('PROCESSING')

    // Its lease is what tells that it died; the test does not wait for the minute.
    await installation.database.sql(
      `UPDATE task SET lease_until = now() - interval '1 second' WHERE id = $1`,
      [taskId],
    )
    await startOne()
    await taskEnds(taskId, 'COMPLETED')
    const { object_id: objectId } = await caller.uploads.get(upload.ref)
    expect(await installation.database.sql('SELECT id FROM object')).toEqual([{ id: objectId }])
    const named = await installation.database.sql<{ key: string }>('SELECT key FROM stored_key')
    expect(named.map(row => row.key)).toEqual(expect.arrayContaining(await installation.listKeys()))
  })

  it('wait for a database that is away, at their start and later', async () => {
    const first = await confirmLater()
    installation.databaseGate.shut()
    await startOne()
    await installation.databaseGate.open()
    await taskEnds(first.taskId, 'COMPLETED', 15_000)

    installation.databaseGate.shut()
    await expect(caller.buckets.list({})).rejects.toMatchObject({ code: 'SERVICE_UNAVAILABLE' })
    await installation.databaseGate.open()
    const second = await confirmLater()
    await taskEnds(second.taskId, 'COMPLETED', 15_000)
  })

  it('outlive a database that goes away in any moment of theirs, again and again', async () => {
    await startOne()
    for (let cut = 0; cut < 12; cut++) {
      installation.databaseGate.shut()
      await sleep(cut * 37)
      await installation.databaseGate.open()
      await sleep(cut * 53)
    }
    const { taskId } = await confirmLater()

    await taskEnds(taskId, 'COMPLETED', 30_000)
  }, 60_000)

  it('stop within seconds, though the database is away', async () => {
    const worker = await startWorker(installation.runtime)
    installation.databaseGate.shut()
    const startedAt = performance.now()
    await worker.stop()

    expect(performance.now() - startedAt).toBeLessThan(8_000)
    await installation.databaseGate.open()
  })
})
