import { deleteDoomedKeys } from '@landfall/core/services'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startForkedApi } from './support/forked-api.ts'
import { type Api, send, startApi } from './support/start-api.ts'
import { BYTES, type CreatedUpload, confirm, put } from './support/uploads.ts'

/** A process that dies by SIGKILL in the middle of a confirm: afterwards it settles once, and no key is without a row. */

let api: Api
beforeAll(async () => {
  api = await startApi()
  await api.runtime.ensureProbed()
})
beforeEach(() => {
  api.faultyStore.before = null
})
afterAll(() => api[Symbol.asyncDispose]())

const UPLOADS = '/v1/buckets/uploads/uploads'

const startVictim = () => startForkedApi(api)

const post = (url: string, path: string, json: object = {}) =>
  send(`${url}${path}`, 'POST', { json, key: api.tenant.apiKey })

async function createAndPut(url: string): Promise<CreatedUpload> {
  const size = { file_size_bytes: BYTES.length }
  const json = { filename: 'note.txt', content_type: 'text/plain', skip_duplicates: false, ...size }
  const { body } = await post(url, UPLOADS, json)
  expect((await put(body)).status).toBe(200)
  return body
}

async function keysWithoutRow(): Promise<string[]> {
  const rows = await api.database.sql<{ key: string }>('SELECT key FROM stored_key')
  const named = new Set(rows.map(row => row.key))
  return (await api.listKeys()).filter(key => !named.has(key))
}

const keysOf = (upload: CreatedUpload) =>
  api.database.sql<{ role: string; state: string; key: string }>(
    'SELECT role, state, key FROM stored_key WHERE upload_id = $1 ORDER BY id',
    [upload.upload_id],
  )

async function expectSettledOnce(upload: CreatedUpload): Promise<void> {
  const countOf = async (text: string) => (await api.database.sql(text, [upload.upload_id])).length
  expect(await countOf('SELECT 1 FROM object WHERE upload_id = $1')).toBe(1)
  expect(await countOf(`SELECT 1 FROM quota_entry WHERE subject = $1 AND kind = 'settle'`)).toBe(1)
  const states = (await keysOf(upload)).map(({ state }) => state)
  expect(states.filter(state => state === 'live')).toHaveLength(1)
  expect(states.filter(state => state === 'open')).toHaveLength(0)
}

describe('kill -9 of the api', () => {
  it('between PUT and confirm: the confirm works after the restart', async () => {
    const first = await startVictim()
    const upload = await createAndPut(first.url)
    await first.kill()

    await using second = await startVictim()
    const confirmed = await post(second.url, `${UPLOADS}/${upload.upload_id}/confirm`)
    expect(confirmed.body).toMatchObject({ status: 'COMPLETED', file_size_bytes: BYTES.length })
    await expectSettledOnce(upload)
    expect(await keysWithoutRow()).toEqual([])
  }, 60_000)

  it("between the seal's copy and its commit: the confirm works after the restart, and the lost seal goes", async () => {
    const first = await startVictim()
    const upload = await createAndPut(first.url)
    const path = `${UPLOADS}/${upload.upload_id}/confirm`
    // The HEAD of the copy comes right after the copy is done.
    api.faultyStore.before = async request => {
      if (request.method === 'HEAD' && request.url?.includes('/sealed/')) await first.kill()
    }
    await expect(post(first.url, path)).rejects.toThrow()
    api.faultyStore.before = null
    expect((await keysOf(upload)).map(({ role, state }) => `${role} ${state}`)).toEqual([
      'put open',
      'seal open',
    ])
    expect(await api.listKeys()).toEqual(expect.arrayContaining((await keysOf(upload)).map(({ key }) => key)))

    await using second = await startVictim()
    expect((await post(second.url, path)).body).toMatchObject({ status: 'COMPLETED' })
    await expectSettledOnce(upload)
    expect(await keysWithoutRow()).toEqual([])

    await deleteDoomedKeys(api.runtime.services)
    const live = (await keysOf(upload)).filter(({ state }) => state === 'live').map(({ key }) => key)
    const stored = await api.listKeys()
    expect((await keysOf(upload)).map(({ key }) => key).filter(key => stored.includes(key))).toEqual(live)
  }, 60_000)

  it('at any moment of a confirm: it settles once afterwards', async () => {
    for (const delayMs of [1, 4, 8, 14, 22, 35]) {
      const dying = await startVictim()
      const upload = await createAndPut(dying.url)
      const cutOff = post(dying.url, `${UPLOADS}/${upload.upload_id}/confirm`).catch(() => null)
      await new Promise(done => setTimeout(done, delayMs))
      await dying.kill()
      await cutOff

      expect((await confirm(api, upload.upload_id)).body).toMatchObject({ status: 'COMPLETED' })
      await expectSettledOnce(upload)
    }
    expect(await keysWithoutRow()).toEqual([])
  }, 90_000)
})
