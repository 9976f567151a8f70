import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { refusal } from './support/expected-errors.ts'
import { type Api, startApi } from './support/start-api.ts'
import { taskEnds, useWorker } from './support/tasks.ts'
import { completeUpload, createUpload, getUpload, put } from './support/uploads.ts'

let api: Api
beforeAll(async () => {
  api = await startApi()
})
afterAll(() => api[Symbol.asyncDispose]())

const confirmBatch = (confirmations: object[], key = api.tenant.apiKey) =>
  api.call('POST', '/v1/buckets/uploads/uploads/confirm/batch', { json: { confirmations }, key })
const UNKNOWN = 'upl_0000000000000000'

async function sent() {
  const upload = await createUpload(api)
  const { etag } = await put(upload)
  return { upload_id: upload.upload_id, etag }
}

describe('a batch confirm', () => {
  it('answers a task that is there at once, and shows its uploads as PROCESSING', async () => {
    const items = [await sent(), await sent()]
    const { status, body } = await confirmBatch(items)
    const inputs = items.map(({ upload_id }) => ({ upload_id }))
    const task = {
      task_id: body.task_id,
      task_type: 'api_buckets_uploads_batch_confirm',
      status: 'PENDING',
      inputs,
      outputs: [],
      additional_data: null,
      error: null,
    }
    expect([status, body]).toEqual([
      200,
      {
        task_id: expect.stringMatching(/^task_/),
        status: 'PENDING',
        confirmations_count: 2,
        task,
        message: 'Batch confirmation is being processed in the background.',
      },
    ])
    expect((await api.call('GET', `/v1/tasks/${body.task_id}`)).body).toEqual(task)
    for (const { upload_id } of items)
      expect((await getUpload(api, upload_id)).body).toMatchObject({
        status: 'PROCESSING',
        task_id: body.task_id,
      })
    await api.call('DELETE', `/v1/tasks/${body.task_id}`)
  })

  it('a killed one settles nothing and frees its uploads', async () => {
    const item = await sent()
    const { body } = await confirmBatch([item])
    const killed = await api.call('DELETE', `/v1/tasks/${body.task_id}`)
    expect([killed.status, killed.body]).toEqual([200, { message: expect.any(String), success: true }])
    expect((await api.call('GET', `/v1/tasks/${body.task_id}`)).body).toMatchObject({ status: 'CANCELED' })
    expect((await getUpload(api, item.upload_id)).body).toMatchObject({ status: 'PENDING', task_id: null })
  })

  it('COMPLETED, COMPLETED_WITH_ERRORS or FAILED, with a result for each', async () => {
    await using _worker = await useWorker(api)
    const good = [await sent(), await sent()]
    const settled = (await completeUpload(api)).confirmed
    const all = await confirmBatch([...good, { upload_id: settled.upload_id, file_size_bytes: null }])
    const done = await taskEnds(api, all.body.task_id)
    expect([done.status, done.error, done.outputs]).toEqual([
      'COMPLETED',
      null,
      [...good, settled].map(({ upload_id }) => ({
        upload_id,
        status: 'COMPLETED',
        object_id: expect.stringMatching(/^obj_/),
      })),
    ])
    expect((await getUpload(api, good[0]?.upload_id ?? '')).body).toMatchObject({
      status: 'COMPLETED',
      receipt: { settled_by: 'batch', etag: 'matched' },
    })

    const wrong = { ...(await sent()), etag: 'f'.repeat(32) }
    const mixed = await confirmBatch([await sent(), wrong, { upload_id: UNKNOWN }])
    const some = await taskEnds(api, mixed.body.task_id)
    expect(some).toMatchObject({ status: 'COMPLETED_WITH_ERRORS', additional_data: { error: some.error } })
    expect(some.outputs).toMatchObject([
      { status: 'COMPLETED' },
      {
        upload_id: wrong.upload_id,
        error: { type: 'ETagMismatchError', details: { code: 'ETAG_MISMATCH' } },
      },
      { upload_id: UNKNOWN, error: { type: 'NotFoundError', details: { code: 'NOT_FOUND' } } },
    ])
    expect((await getUpload(api, wrong.upload_id)).body).toMatchObject({
      status: 'PENDING',
      last_error: { code: 'ETAG_MISMATCH' },
      task_id: null,
    })

    const none = await confirmBatch([{ upload_id: UNKNOWN }])
    expect(await taskEnds(api, none.body.task_id)).toMatchObject({
      status: 'FAILED',
      error: expect.any(String),
    })
  })

  it.each([
    [[], ['body', 'confirmations']],
    [[{}], ['body', 'confirmations', 0, 'upload_id']],
    [[{ upload_id: UNKNOWN, file_size_bytes: 'x' }], ['body', 'confirmations', 0, 'file_size_bytes']],
    [Array.from({ length: 101 }, () => ({ upload_id: UNKNOWN })), ['body', 'confirmations']],
  ])('is refused: %#', async (items, loc) => {
    const { status, body } = await confirmBatch(items)
    expect([status, body.detail[0].loc]).toEqual([422, loc])
  })

  it('tells a stranger nothing: their uploads are unknown to it, and the bucket is 404', async () => {
    await using _worker = await useWorker(api)
    const item = await sent()
    const foreign = await confirmBatch([item], api.stranger.apiKey)
    const task = await taskEnds(
      { ...api, call: (m, p, c) => api.call(m, p, { ...c, key: api.stranger.apiKey }) },
      foreign.body.task_id,
    )
    expect(task).toMatchObject({ status: 'FAILED', outputs: [{ error: { details: { code: 'NOT_FOUND' } } }] })
    expect((await getUpload(api, item.upload_id)).body.status).toBe('PENDING')
    const path = `/v1/buckets/${api.tenant.bucketId}/uploads/confirm/batch`
    const bucket = await api.call('POST', path, { json: { confirmations: [item] }, key: api.stranger.apiKey })
    const details = { code: 'NOT_FOUND', retry: 'never', resource: 'bucket', id: api.tenant.bucketId }
    expect([bucket.status, bucket.body]).toEqual([404, refusal([404, 'NotFoundError'], details)])
  })
})

describe('the list of tasks', () => {
  it('is the organization’s own, newest first, by status and kind', async () => {
    const first = (await confirmBatch([{ upload_id: UNKNOWN }])).body.task
    const second = (await confirmBatch([{ upload_id: UNKNOWN }])).body.task
    const { status, body } = await api.call('POST', '/v1/tasks/list?limit=2&include_total=true')
    expect([status, body.results]).toEqual([200, [second, first]])
    expect(body.pagination).toMatchObject({ page: 1, page_size: 2, total: expect.any(Number) })
    const pending = await api.call('POST', '/v1/tasks/list', {
      json: { status: 'PENDING', task_type: 'api_buckets_uploads_batch_confirm' },
    })
    expect(pending.body.results).toEqual(expect.arrayContaining([second, first]))
    expect(
      (await api.call('POST', '/v1/tasks/list', { json: { task_type: 'thumbnail' } })).body.results,
    ).toEqual([])
    expect((await api.call('POST', '/v1/tasks/list', { json: { status: 'pending' } })).status).toBe(422)
    const theirs = await api.call('POST', '/v1/tasks/list', { key: api.stranger.apiKey })
    expect(JSON.stringify(theirs.body)).not.toContain(first.task_id)
    const kill = (id: string, key: string) => api.call('DELETE', `/v1/tasks/${id}`, { key })
    const foreign = await kill(first.task_id, api.stranger.apiKey)
    expect([foreign.status, foreign.body]).toEqual([200, (await kill('task_none', api.stranger.apiKey)).body])
    expect((await api.call('GET', `/v1/tasks/${first.task_id}`)).body.status).toBe('PENDING')
  })
})
