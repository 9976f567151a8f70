import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { invalid, refusal } from './support/expected-errors.ts'
import { type Api, startApi } from './support/start-api.ts'
import { storedState } from './support/stored-state.ts'
import { BYTES, completeUpload, createUpload, getUpload, put } from './support/uploads.ts'

let api: Api
beforeAll(async () => {
  api = await startApi()
})
afterAll(() => api[Symbol.asyncDispose]())

describe('a confirm with async=true', () => {
  const confirmLater = (id: string, json: object = {}) =>
    api.call('POST', `/v1/buckets/uploads/uploads/${id}/confirm?async=true`, { json })

  it('answers PROCESSING with a task at once, and the same task when it is repeated', async () => {
    const upload = await createUpload(api)
    await put(upload)
    const answer = await confirmLater(upload.upload_id)

    expect([answer.status, answer.body]).toEqual([
      200,
      {
        upload_id: upload.upload_id,
        status: 'PROCESSING',
        etag: null,
        file_size_bytes: null,
        file_hash: null,
        verified_at: null,
        completed_at: null,
        object_id: null,
        task_id: expect.stringMatching(/^task_[a-z0-9]{16}$/),
        message: expect.stringContaining('poll the task'),
        receipt: null,
      },
    ])
    const repeated = await Promise.all([confirmLater(upload.upload_id), confirmLater(upload.upload_id)])
    expect(repeated.map(again => again.body.task_id)).toEqual(Array(2).fill(answer.body.task_id))
    expect((await getUpload(api, upload.upload_id)).body).toMatchObject({
      status: 'PROCESSING',
      task_id: answer.body.task_id,
    })
    const task = await api.call('GET', `/v1/tasks/${answer.body.task_id}`)
    expect([task.status, task.body]).toEqual([
      200,
      {
        task_id: answer.body.task_id,
        task_type: 'api_buckets_uploads_confirm',
        status: 'PENDING',
        inputs: [{ upload_id: upload.upload_id }],
        outputs: [],
        additional_data: null,
        error: null,
      },
    ])
  })

  it('makes one task, however many ask at once', async () => {
    const upload = await createUpload(api)
    const answers = await Promise.all(Array.from({ length: 20 }, () => confirmLater(upload.upload_id)))

    expect(new Set(answers.map(answer => answer.body.task_id)).size).toBe(1)
    const tasks = await api.database.sql('SELECT id FROM task WHERE upload_id = $1', [upload.upload_id])
    expect(tasks).toEqual([{ id: answers[0]?.body.task_id }])
  })

  it('keeps renew and delete out until it is over: 409 CONFIRMING', async () => {
    const upload = await createUpload(api)
    const { body } = await confirmLater(upload.upload_id)
    const before = await storedState(api)
    const path = `/v1/buckets/uploads/uploads/${upload.upload_id}`
    const answers = [await api.call('POST', `${path}/renew`), await api.call('DELETE', path)]
    const details = {
      code: 'CONFIRMING',
      retry: 'same_request',
      upload_id: upload.upload_id,
      task_id: body.task_id,
    }

    for (const answer of answers) {
      expect([answer.status, answer.body]).toEqual([409, refusal([409, 'ConflictError'], details)])
    }
    expect(await storedState(api)).toEqual(before)
  })

  it('answers a settled upload at once', async () => {
    const { upload, confirmed } = await completeUpload(api)

    expect((await confirmLater(upload.upload_id)).body).toEqual(confirmed)
  })
})

describe('a task', () => {
  it('needs no namespace; a wrong one is refused like anywhere', async () => {
    const upload = await createUpload(api)
    const { body } = await api.call(
      'POST',
      `/v1/buckets/uploads/uploads/${upload.upload_id}/confirm?async=true`,
    )

    expect((await api.call('GET', `/v1/tasks/${body.task_id}`)).status).toBe(200)
    const wrong = await api.call('GET', `/v1/tasks/${body.task_id}`, { headers: { 'x-namespace': 'none' } })
    expect(wrong.status).toBe(404)
  })

  it('that is unknown is 404', async () => {
    const answer = await api.call('GET', '/v1/tasks/task_none')
    const details = { code: 'NOT_FOUND', retry: 'never', resource: 'task', id: 'task_none' }

    expect([answer.status, answer.body]).toEqual([
      404,
      refusal([404, 'NotFoundError'], details, 'No such task: task_none'),
    ])
  })
})

describe('quotas', () => {
  const zero = { used_bytes: 0, used_objects: 0, reserved_bytes: 0, reserved_objects: 0 }
  const get = (path: string) => api.call('GET', `/v1/quotas/${path}`)
  const set = (path: string, json: object) => api.call('PUT', `/v1/quotas/${path}`, { json })

  it('are got by scope: the caller’s own organization and namespace, a bucket by id or name', async () => {
    for (const [path, id] of [
      ['organization', api.tenant.organizationId],
      ['namespace', api.tenant.namespaceId],
      [`bucket?id=${api.tenant.bucketId}`, api.tenant.bucketId],
      ['bucket?id=uploads', api.tenant.bucketId],
    ] as const) {
      const answer = await get(path)
      expect([answer.status, answer.body]).toMatchObject([
        200,
        { scope: path.split('?')[0], id, owner: null, limit_bytes: null, limit_objects: null },
      ])
    }
  })

  it('of an owner are zero before the first upload, and count it afterwards', async () => {
    const path = 'owner?id=uploads&owner=ann'
    const none = {
      scope: 'owner',
      id: api.tenant.bucketId,
      owner: 'ann',
      limit_bytes: null,
      limit_objects: null,
      owner_limit_bytes: null,
      owner_limit_objects: null,
    }
    expect((await get(path)).body).toEqual({ ...none, ...zero })

    await completeUpload(api, { owner: 'ann' })
    expect((await get(path)).body).toEqual({ ...none, ...zero, used_bytes: BYTES.length, used_objects: 1 })
    expect((await set(path, { limit_objects: 1 })).body).toMatchObject({ limit_objects: 1, used_objects: 1 })
    const refused = await api.call('POST', '/v1/buckets/uploads/uploads', {
      json: { filename: 'a', content_type: '', owner: 'ann', file_size_bytes: 1 },
    })
    expect([refused.status, refused.body.error.details]).toMatchObject([
      403,
      { scope: 'owner', owner: 'ann' },
    ])
  })

  it('change what is given, and nothing else; null removes a limit', async () => {
    expect((await set('namespace', { limit_bytes: 10_000, limit_objects: 50 })).body).toMatchObject({
      limit_bytes: 10_000,
      limit_objects: 50,
    })
    expect((await set('namespace', { limit_bytes: 5 })).body).toMatchObject({
      limit_bytes: 5,
      limit_objects: 50,
    })
    expect((await set('namespace', { limit_bytes: null })).body).toMatchObject({
      limit_bytes: null,
      limit_objects: 50,
    })
    expect((await set('namespace', {})).body).toMatchObject({ limit_bytes: null, limit_objects: 50 })
    await set('namespace', { limit_objects: null })
  })

  it('may be set below what is used: that stays, and nothing new fits', async () => {
    const { upload } = await completeUpload(api)
    const { body } = await set('bucket?id=uploads', { limit_bytes: 0 })
    expect(body.used_bytes).toBeGreaterThan(0)
    const refused = await api.call('POST', '/v1/buckets/uploads/uploads', {
      json: { filename: 'a', content_type: '', file_size_bytes: 1 },
    })
    expect(refused.body.error.details).toMatchObject({ code: 'QUOTA_EXCEEDED', limit_bytes: 0 })
    expect((await getUpload(api, upload.upload_id)).body.status).toBe('COMPLETED')
    await set('bucket?id=uploads', { limit_bytes: null })
  })

  it.each([
    ['GET', 'galaxy', {}, ['path', 'scope']],
    ['GET', 'bucket', {}, ['query', 'id']],
    ['GET', 'owner?id=uploads', {}, ['query', 'owner']],
    ['PUT', 'bucket', {}, ['body', 'id']],
    ['PUT', 'organization', { limit_bytes: -1 }, ['body', 'limit_bytes']],
    ['PUT', 'organization', { limit_bytes: '1' }, ['body', 'limit_bytes']],
  ])('refuse %s %s %j by its place', async (...[method, path, json, loc]) => {
    const answer = await api.call(method, `/v1/quotas/${path}`, method === 'PUT' ? { json } : {})

    expect([answer.status, answer.body]).toEqual([422, invalid(loc)])
  })
})

describe('health', () => {
  it('is open to anybody and says nothing that is nobody’s business', async () => {
    const alive = await api.call('GET', '/healthz', { key: null })
    const ready = await api.call('GET', '/readyz', { key: null })

    expect([alive.status, alive.body]).toEqual([200, { status: 'OK' }])
    expect([ready.status, ready.body, ready.headers.get('cache-control')]).toEqual([
      200,
      { status: 'OK', database: { ok: true }, storage: { ok: true } },
      'no-store',
    ])
  })
})
