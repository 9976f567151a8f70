/** Minting, refreshing and ending upload tokens. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createApiServer } from '../src/server.ts'
import { type Api, type Call, send, startApi } from './support/start-api.ts'
import { codeOf, FILE, mint, UPLOADS } from './support/tokens.ts'
import { put } from './support/uploads.ts'

let api: Api
beforeAll(async () => {
  api = await startApi()
})
afterAll(() => api[Symbol.asyncDispose]())

const create = (key: string, call: Call = {}) => api.call('POST', UPLOADS, { key, json: FILE, ...call })
const get = (id: string, key: string) => api.call('GET', `${UPLOADS}/${id}`, { key })

async function newKey(permission: 'read' | 'write'): Promise<{ id: string; secret: string }> {
  const { services } = api.runtime
  const secret = services.secrets.newApiKey()
  const { organizationId, namespaceId } = api.tenant
  const keyId = services.ids.next('apiKey')
  await services.tenants.createKey({
    keyId,
    organizationId,
    namespaceId,
    name: permission,
    hash: services.secrets.hash(secret),
    prefix: secret.slice(0, 8),
    permission,
    allNamespaces: false,
    isOperator: false,
  })
  return { id: keyId, secret }
}

describe('a token is minted', () => {
  it('by a key that may write, and by no weaker one', async () => {
    const ask = async (permission: 'read' | 'write') => {
      const { secret: key } = await newKey(permission)
      return api.call('POST', '/v1/tokens', { key, json: { bucket: 'uploads' } })
    }
    const minted = await ask('write')
    expect(minted.body).toEqual({
      token: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/),
      token_id: expect.stringMatching(/^tok_/),
      bucket_id: api.tenant.bucketId,
      expires_at: expect.any(String),
      continued: false,
    })
    expect(minted.headers.get('cache-control')).toBe('no-store')
    expect(codeOf(await ask('read'))).toEqual([403, 'FORBIDDEN'])
  })

  it('for a bucket that is there', async () => {
    const answer = await api.call('POST', '/v1/tokens', { json: { bucket: 'none' } })
    expect(codeOf(answer)).toEqual([404, 'NOT_FOUND'])
  })

  it('for a quarter of an hour, or from a minute to a day', async () => {
    const life = async (fields: object) => Date.parse((await mint(api, fields)).expires_at) - Date.now()
    expect(Math.round((await life({})) / 60_000)).toBeLessThanOrEqual(15)
    expect(await life({ expires_in_seconds: 86_400 })).toBeGreaterThan(23 * 3_600_000)
    for (const expires_in_seconds of [59, 86_401, 1.5])
      expect(
        (await api.call('POST', '/v1/tokens', { json: { bucket: 'uploads', expires_in_seconds } })).status,
      ).toBe(422)
  })

  it.each([
    ['files', { max_files: 0 }],
    ['a type', { content_types: ['png'] }],
    ['more than a header holds', { metadata: { text: 'x'.repeat(4000) } }],
  ])('not with wrong %s', async (_what, fields) => {
    expect((await api.call('POST', '/v1/tokens', { json: { bucket: 'uploads', ...fields } })).status).toBe(
      422,
    )
  })

  it('as large as it may be, and still fits into a request', async () => {
    const fields = {
      owner: 'ö'.repeat(255),
      metadata: { text: 'ü'.repeat(1450) },
      content_types: ['text/*'],
    }
    const { token } = await mint(api, fields)
    expect((await create(token)).status).toBe(200)
  })
})

describe('a refreshed token', () => {
  it('of the same owner carries on, whoever fetched it', async () => {
    const first = await mint(api, { owner: 'ada' })
    const { body } = await create(first.token)
    await put(body)
    const second = await mint(api, { owner: 'ada' })
    expect(second.continued).toBe(false)
    const ref = `${UPLOADS}/${body.upload_id}`
    expect((await api.call('POST', `${ref}/renew`, { key: second.token, json: {} })).body.attempt).toBe(2)
    expect((await api.call('DELETE', ref, { key: second.token })).status).toBe(204)
  })

  it('without an owner carries on where it names the one before, count and all', async () => {
    const first = await mint(api, { max_files: 2 })
    const { body } = await create(first.token)
    await api.database.sql(`UPDATE upload_token SET expires_at = now() - interval '1 hour' WHERE id = $1`, [
      first.token_id,
    ])
    expect(codeOf(await get(body.upload_id, first.token))).toEqual([401, 'TOKEN_EXPIRED'])
    const second = await mint(api, { max_files: 2, continues: first.token })
    expect(second.continued).toBe(true)
    expect((await get(body.upload_id, second.token)).body.upload_id).toBe(body.upload_id)
    expect((await create(second.token)).status).toBe(200)
    expect(codeOf(await create(second.token))).toEqual([403, 'TOO_MANY_FILES'])
    const other = await mint(api, { continues: 'not.a.token' })
    expect([other.continued, (await get(body.upload_id, other.token)).status]).toEqual([false, 404])
  })

  it.each([{ owner: 'ada' }, {}])('replays what the one before asked for: %o', async fields => {
    const headers = { 'idempotency-key': `once ${JSON.stringify(fields)}` }
    const first = await mint(api, fields)
    const { body } = await create(first.token, { headers })
    const second = await mint(api, { ...fields, metadata: { added: true }, continues: first.token })
    const replayed = await create(second.token, { headers })
    expect(replayed.body).toMatchObject({ upload_id: body.upload_id, presigned_url: expect.any(String) })
    // Somebody else's key of the same text is another key.
    const stranger = await mint(api, { owner: 'bob' })
    expect((await create(stranger.token, { headers })).body.upload_id).not.toBe(body.upload_id)
  })
})

describe('a token ends', () => {
  it('when it is revoked, and only by its own tenant', async () => {
    const { token, token_id } = await mint(api, { max_files: 2 })
    const revoke = (key: string) => api.call('DELETE', `/v1/tokens/${token_id}`, { key })
    expect((await revoke(api.stranger.apiKey)).status).toBe(404)
    expect((await create(token)).status).toBe(200)
    expect([(await revoke(api.tenant.apiKey)).status, (await revoke(api.tenant.apiKey)).status]).toEqual([
      204, 204,
    ])
    expect(codeOf(await create(token))).toEqual([401, 'TOKEN_REVOKED'])
  })

  it('with the key that minted it', async () => {
    const { id, secret } = await newKey('write')
    const { body } = await api.call('POST', '/v1/tokens', {
      key: secret,
      json: { bucket: 'uploads', max_files: 2 },
    })
    expect((await create(body.token)).status).toBe(200)
    await api.database.sql('UPDATE api_key SET revoked_at = now() WHERE id = $1', [id])
    expect(codeOf(await create(body.token))).toEqual([401, 'TOKEN_REVOKED'])
  })

  it('with a rotation, at once on a replica that verified it before; unless those that are out may live on', async () => {
    const replica = createApiServer(await api.createReplica())
    const url = await replica.listen({ host: '127.0.0.1', port: 0 })
    const elsewhere = (key: string) => send(`${url}${UPLOADS}`, 'POST', { key, json: FILE })
    const rotate = async (keep_live: boolean) => {
      const key = api.env.LANDFALL_ADMIN_KEY ?? null
      expect(
        (await api.call('POST', '/trpc/admin.rotateSigningKey', { key, json: { keep_live } })).status,
      ).toBe(200)
    }
    const { token } = await mint(api, { max_files: 10 })
    expect((await elsewhere(token)).status).toBe(200)
    await rotate(true)
    expect((await elsewhere(token)).status).toBe(200)
    await rotate(false)
    expect(codeOf(await elsewhere(token))).toEqual([401, 'TOKEN_REVOKED'])
    const after = await mint(api)
    expect((await elsewhere(after.token)).status).toBe(200)
    replica.server.closeAllConnections()
    await replica.close()
  })

  it('by rotation only for the operator', async () => {
    const answer = await api.call('POST', '/trpc/admin.rotateSigningKey', { json: {} })
    expect(answer.status).toBe(403)
  })
})
