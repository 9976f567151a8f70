import { deleteDoomedKeys } from '@landfall/core/services'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { refusal } from './support/expected-errors.ts'
import { type Api, startApi } from './support/start-api.ts'
import { taskEnds, useWorker } from './support/tasks.ts'
import { put } from './support/uploads.ts'

let api: Api
beforeAll(async () => {
  api = await startApi()
})
afterAll(() => api[Symbol.asyncDispose]())

const FILE = { filename: 'a.txt', content_type: 'text/plain', skip_duplicates: false }

async function fullBucket(name: string) {
  const path = `/v1/buckets/${name}`
  const json = { bucket_name: name, bucket_schema: { properties: {} } }
  const { body: bucket } = await api.call('POST', '/v1/buckets', { json })
  const create = async (fields: object = {}) =>
    (await api.call('POST', `${path}/uploads`, { json: { ...FILE, ...fields } })).body
  const complete = async (fields: object = {}) => {
    const upload = await create(fields)
    await put(upload)
    return (await api.call('POST', `${path}/uploads/${upload.upload_id}/confirm`)).body
  }
  const open = await create({ file_size_bytes: 5 })
  const done = await complete()
  const held = await complete({ create_object_on_confirm: false, owner: 'ada' })
  const kept = await create()
  await put(kept)
  await api.call('DELETE', `${path}/uploads/${kept.upload_id}?delete_s3_object=false`)
  return { path, bucket, open, done, held, kept }
}

it('answers at once, then removes uploads, objects and files, and frees the name', async () => {
  const { path, bucket, open, done, kept } = await fullBucket('doomed')
  const deleted = await api.call('DELETE', path)
  expect([deleted.status, deleted.body]).toEqual([
    200,
    {
      task_id: expect.stringMatching(/^task_[a-z0-9]{16}$/),
      status: 'PENDING',
      bucket_id: bucket.bucket_id,
      bucket_name: 'doomed',
      object_count: 1,
    },
  ])
  expect((await api.call('GET', path)).body).toMatchObject({ status: 'IN_PROGRESS' })
  expect((await api.call('DELETE', path)).body).toEqual(deleted.body)
  const details = { code: 'BUCKET_DELETING', retry: 'never', resource: 'bucket', id: bucket.bucket_id }
  const refused = refusal([409, 'ConflictError'], details)
  const create = await api.call('POST', `${path}/uploads`, { json: FILE })
  const confirm = await api.call('POST', `${path}/uploads/${open.upload_id}/confirm`)
  const change = await api.call('PATCH', path, { json: { description: 'x' } })
  expect([create.body, confirm.body, change.body]).toEqual([refused, refused, refused])
  expect((await api.call('DELETE', `/v1/tasks/${deleted.body.task_id}`)).body).toEqual({
    message: expect.any(String),
    success: false,
  })

  await using _worker = await useWorker(api)
  expect(await taskEnds(api, deleted.body.task_id)).toEqual({
    task_id: deleted.body.task_id,
    task_type: 'api_buckets_delete',
    status: 'COMPLETED',
    inputs: [{ bucket_id: bucket.bucket_id, bucket_name: 'doomed' }],
    outputs: [{ bucket_id: bucket.bucket_id, deleted_objects: 1, canceled_uploads: 2 }],
    additional_data: null,
    error: null,
  })
  for (const gone of [path, `/v1/objects/${done.object_id}/content`, `${path}/uploads/${open.upload_id}`])
    expect((await api.call('GET', gone)).status).toBe(404)
  await vi.waitFor(
    async () => {
      // As the worker does every minute.
      await deleteDoomedKeys(api.runtime.services)
      const left = (await api.listKeys()).filter(key => key.includes(kept.upload_id))
      if (left.length > 0) throw new Error(`still there: ${left}`)
    },
    { timeout: 70_000, interval: 500 },
  )
  const organization = await api.call('GET', '/v1/quotas/organization')
  expect(organization.body).toMatchObject({ used_bytes: 0, used_objects: 0, reserved_bytes: 0 })
  const again = await api.call('POST', '/v1/buckets', {
    json: { bucket_name: 'doomed', bucket_schema: { properties: {} } },
  })
  expect(again.status).toBe(200)
}, 100_000)

it('goes on where it stopped when a worker died', async () => {
  const { path } = await fullBucket('half')
  const { body } = await api.call('DELETE', path)
  // A worker that took the task, removed a part and was killed: its lease is what is left of it.
  const { services } = api.runtime
  await services.tasks.lease(body.task_id, 1)
  const { objects } = await services.buckets.remains(body.bucket_id, 1)
  await services.objects.delete(api.tenant, { objectId: objects[0] ?? '', bucketId: null })
  await api.database.sql(`UPDATE task SET lease_until = now() WHERE id = $1`, [body.task_id])
  await api.database.sql(`SELECT graphile_worker.remove_job($1)`, [body.task_id])
  expect(await services.tasks.requeueExpired()).toBe(1)
  await using _worker = await useWorker(api)
  expect(await taskEnds(api, body.task_id)).toMatchObject({
    status: 'COMPLETED',
    outputs: [{ deleted_objects: 0, canceled_uploads: 2 }],
  })
  expect((await api.call('GET', path)).status).toBe(404)
})

it('a locked bucket stays, a stranger’s and an unknown one are the same 404, and it needs delete', async () => {
  const json = { bucket_name: 'locked', bucket_schema: { properties: {} } }
  const { body: bucket } = await api.call('POST', '/v1/buckets', { json })
  await api.call('PATCH', '/v1/buckets/locked', { json: { is_locked: true } })
  const details = { code: 'BUCKET_LOCKED', retry: 'never', resource: 'bucket', id: bucket.bucket_id }
  const locked = await api.call('DELETE', '/v1/buckets/locked')
  expect([locked.status, locked.body]).toEqual([409, refusal([409, 'ConflictError'], details)])
  const ask = (id: string) => api.call('DELETE', `/v1/buckets/${id}`, { key: api.stranger.apiKey })
  const [foreign, unknown] = [await ask(bucket.bucket_id), await ask('bkt_0000000000000000')]
  expect(foreign.status).toBe(404)
  expect(foreign.text.replaceAll(bucket.bucket_id, 'X')).toBe(
    unknown.text.replaceAll('bkt_0000000000000000', 'X'),
  )
  expect((await api.call('DELETE', '/v1/buckets/locked', { key: null })).status).toBe(401)
})

it('confirms and objects that race with the deletion to its end are made, refused or unknown, and never a bug', async () => {
  await using _worker = await useWorker(api)
  const { path, bucket } = await fullBucket('raced')
  const uploads = await Promise.all(
    Array.from({ length: 5 }, async () => (await api.call('POST', `${path}/uploads`, { json: FILE })).body),
  )
  await Promise.all(uploads.map(upload => put(upload)))
  const data = `data:text/plain;base64,${Buffer.from('inline').toString('base64')}`
  const object = { blobs: [{ property: 'f', type: 'text', data }] }
  const [deleted, ...answers] = await Promise.all([
    api.call('DELETE', path),
    ...uploads.map(({ upload_id: id }) => api.call('POST', `${path}/uploads/${id}/confirm`)),
    ...uploads.map(() => api.call('POST', `${path}/objects`, { json: object })),
  ])
  expect(answers.filter(({ status }) => ![200, 404, 409].includes(status))).toEqual([])
  expect(await taskEnds(api, deleted.body.task_id)).toMatchObject({ status: 'COMPLETED' })
  const late = await api.call('POST', `${path}/uploads/${uploads[0].upload_id}/confirm`)
  expect(late.status).toBe(404)
  const quotas = await api.database.sql('SELECT * FROM quota WHERE scope_id = $1', [bucket.bucket_id])
  expect(quotas).toEqual([])
})
