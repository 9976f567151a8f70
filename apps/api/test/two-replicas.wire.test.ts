import { startTestInstallation, type TestInstallation } from '@landfall/runtime/testing'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { forkApi } from './support/forked-api.ts'
import { type Answer, type Call, send } from './support/start-api.ts'
import { BYTES, type CreatedUpload, put } from './support/uploads.ts'

/** Two api processes on one Postgres and one store: every race that one process could settle in its memory, it may not. */
let installation: TestInstallation
let urls: string[]
const resources = new AsyncDisposableStack()
beforeAll(async () => {
  installation = resources.use(await startTestInstallation())
  await installation.runtime.ensureProbed()
  const replicas = [0, 1].map(() => resources.use(forkApi(installation.variables())))
  urls = await Promise.all(replicas.map(replica => replica.ready))
}, 120_000)
afterAll(() => resources.disposeAsync())

let asked = 0
/** Each request to the other process than the one before. */
async function call(method: string, path: string, more: Call = {}): Promise<Answer> {
  asked += 1
  const url = `${urls[asked % 2]}/v1${path}`
  const answer = await send(url, method, { key: installation.tenant.apiKey, ...more })
  expect(answer.status, answer.text).toBeLessThan(500)
  return answer
}

const times = <TValue>(count: number, run: (index: number) => Promise<TValue>) =>
  Promise.all(Array.from({ length: count }, (_, index) => run(index)))

const UPLOADS = '/buckets/uploads/uploads'
const FILE = { filename: 'a.bin', content_type: 'application/octet-stream', file_size_bytes: BYTES.length }

const create = async (json: object = {}, path = UPLOADS): Promise<CreatedUpload> =>
  (await call('POST', path, { json: { ...FILE, ...json } })).body

async function createAndPut(json: object = {}): Promise<CreatedUpload> {
  const upload = await create(json)
  expect((await put(upload)).status).toBe(200)
  return upload
}

const confirm = (id: string, json: object = {}) => call('POST', `${UPLOADS}/${id}/confirm`, { json })

afterEach(async () => {
  const { runtime, tenant, database } = installation
  expect((await runtime.services.quotaAudit.verify(tenant.organizationId)).drifts).toEqual([])
  const named = new Set(
    (await database.sql<{ key: string }>('SELECT key FROM stored_key')).map(({ key }) => key),
  )
  expect((await installation.listKeys()).filter(key => !named.has(key))).toEqual([])
})

it.each([false, true])(
  '30 confirms make one object and one answer (sends_headers %s)',
  async sends_headers => {
    const { upload_id } = await createAndPut({ sends_headers, skip_duplicates: false })
    const answers = await times(30, () => confirm(upload_id))
    expect(answers.map(({ status }) => status)).toEqual(Array(30).fill(200))
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1)
  },
  120_000,
)

it('40 creates against room for 15 are exactly 15', async () => {
  await call('POST', '/buckets', { json: { bucket_name: 'narrow', bucket_schema: { properties: {} } } })
  await call('PUT', '/quotas/bucket?id=narrow', { json: { limit_objects: 15 } })
  const answers = await times(40, () => call('POST', '/buckets/narrow/uploads', { json: FILE }))
  const codes = answers.map(({ status, body }) => (status === 200 ? 200 : body.error.details.code))
  expect(codes.sort()).toEqual([...Array(15).fill(200), ...Array(25).fill('QUOTA_EXCEEDED')])
}, 120_000)

it('confirm, confirm again, renew, cancel and delete at once end in one state that all were told', async () => {
  const outcomes = await times(12, async index => {
    const { upload_id } = await createAndPut({ sends_headers: index % 2 === 0, owner: `owner ${index % 3}` })
    const path = `${UPLOADS}/${upload_id}`
    const [first, second, , canceled] = await Promise.all([
      confirm(upload_id),
      confirm(upload_id),
      call('POST', `${path}/renew`, { json: {} }),
      call('DELETE', path),
    ])
    const { status, object_id } = (await call('GET', path)).body
    for (const { status: code, body } of [first, second])
      if (code === 200) expect(body).toMatchObject({ status, object_id })
    if (canceled.status === 204) expect(status).toBe('CANCELED')
    if (object_id) await times(2, () => call('DELETE', `/buckets/uploads/objects/${object_id}`))
    return status
  })
  for (const status of outcomes) expect(['PENDING', 'COMPLETED', 'CANCELED']).toContain(status)
}, 120_000)

it('one Idempotency-Key is one upload, and one unique key one object', async () => {
  const headers = { 'idempotency-key': 'asked at once' }
  const twins = await times(10, () => call('POST', UPLOADS, { json: FILE, headers }))
  expect(new Set(twins.map(({ body }) => body.upload_id)).size).toBe(1)

  const unique = { bucket_name: 'unique', bucket_schema: { properties: { n: { type: 'integer' } } } }
  await call('POST', '/buckets', {
    json: { ...unique, unique_key: { fields: ['n'], default_policy: 'insert' } },
  })
  const path = '/buckets/unique/uploads'
  const uploads = await times(6, () => create({ object_metadata: { n: 1 } }, path))
  for (const upload of uploads) await put(upload)
  const answers = await times(6, index => call('POST', `${path}/${uploads[index]?.upload_id}/confirm`))
  expect(answers.map(({ body }) => body.status).sort()).toEqual(['COMPLETED', ...Array(5).fill('SKIPPED')])
}, 120_000)

it('objects that share bytes, deleted at once, give them back once', async () => {
  const owner = 'shares'
  const first = await confirm((await createAndPut({ owner })).upload_id)
  const others = await times(3, async () => confirm((await createAndPut({ owner })).upload_id))
  const all = [first, ...others].map(({ body }) => body.object_id)
  const quota = () => call('GET', `/quotas/owner?id=uploads&owner=${owner}`)
  expect((await quota()).body).toMatchObject({ used_bytes: BYTES.length, used_objects: 4 })
  const deleted = await times(8, index => call('DELETE', `/buckets/uploads/objects/${all[index % 4]}`))
  expect(deleted.filter(({ status }) => status === 204)).toHaveLength(4)
  expect((await quota()).body).toMatchObject({ used_bytes: 0, used_objects: 0 })
}, 120_000)
