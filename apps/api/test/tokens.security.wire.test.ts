/** What a token may not do, tried by whoever holds one, or makes one up; what is not its own is in tokens.strangers.security. */
import { decodeJwt, SignJWT, UnsecuredJWT } from 'jose'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { refusal } from './support/expected-errors.ts'
import { type Api, type Call, startApi } from './support/start-api.ts'
import { storedState } from './support/stored-state.ts'
import { codeOf, FILE, mint, UPLOADS } from './support/tokens.ts'
import { BYTES, confirm, put } from './support/uploads.ts'

let api: Api
beforeAll(async () => {
  api = await startApi()
  await api.runtime.ensureProbed()
})
afterAll(() => api[Symbol.asyncDispose]())

const create = (key: string, fields: object = {}, call: Call = {}) =>
  api.call('POST', UPLOADS, { key, json: { ...FILE, ...fields }, ...call })

describe('a token that is none', () => {
  const signedWith = async (change: object): Promise<string> => {
    const { token } = await mint(api)
    const [row] = await api.database.sql<{ kid: string; secret: Buffer }>(
      'SELECT kid, secret FROM signing_key',
    )
    return new SignJWT({ ...decodeJwt(token), ...change })
      .setProtectedHeader({ alg: 'HS256', typ: 'JWT', kid: row?.kid ?? '' })
      .sign(row?.secret ?? new Uint8Array())
  }
  const seconds = () => Math.floor(Date.now() / 1000)
  const none: [string, string, () => Promise<string>][] = [
    [
      'has no algorithm',
      'TOKEN_INVALID',
      async () => new UnsecuredJWT(decodeJwt((await mint(api)).token)).encode(),
    ],
    [
      'has another payload',
      'TOKEN_INVALID',
      async () => {
        const [header, payload = '', signature] = (await mint(api)).token.split('.')
        const greedy = Buffer.from(payload, 'base64url').toString().replace('"max_files":1', '"max_files":9')
        return `${header}.${Buffer.from(greedy).toString('base64url')}.${signature}`
      },
    ],
    // Even the signing key makes no token: its row is missing.
    ['was signed by a thief of the signing key', 'TOKEN_INVALID', () => signedWith({ max_files: 1000 })],
    ['is not valid yet', 'TOKEN_INVALID', () => signedWith({ nbf: seconds() + 3600, exp: seconds() + 7200 })],
    ['was signed with its end behind it', 'TOKEN_EXPIRED', () => signedWith({ exp: seconds() - 120 })],
    [
      'has ended',
      'TOKEN_EXPIRED',
      async () => {
        const { token, token_id } = await mint(api)
        await api.database.sql(
          `UPDATE upload_token SET expires_at = now() - interval '1 second' WHERE id = $1`,
          [token_id],
        )
        return token
      },
    ],
    [
      'was revoked',
      'TOKEN_REVOKED',
      async () => {
        const { token, token_id } = await mint(api)
        expect((await api.call('DELETE', `/v1/tokens/${token_id}`)).status).toBe(204)
        return token
      },
    ],
  ]

  it.each(none)('%s: 401 %s, for REST and tRPC alike', async (_what, code, make) => {
    const key = await make()
    const before = await storedState(api)
    const rest = await create(key)
    expect(rest.body).toEqual(refusal([401, 'UnauthorizedError'], { code, retry: 'never' }))
    expect(rest.headers.get('www-authenticate')).toBe('Bearer')
    const trpc = await api.call('POST', '/trpc/uploads.create', { key, json: { bucket: 'uploads', ...FILE } })
    expect([trpc.status, trpc.body.error.data.error]).toEqual([401, rest.body.error])
    expect(await storedState(api)).toEqual(before)
  })

  it('goes nowhere near a log', async () => {
    const { token } = await mint(api)
    await create(token)
    await create(`${token}x`)
    expect(api.logLines.join('')).not.toContain(token.slice(0, -4))
  })

  it('is stored as a hash alone, and its signing key is on no wire', async () => {
    const { token } = await mint(api)
    const rows = await api.database.sql('SELECT * FROM upload_token')
    expect(JSON.stringify(rows)).not.toContain(token.split('.')[2])
    const rotated = await api.call('POST', '/trpc/admin.rotateSigningKey', {
      key: api.env.LANDFALL_ADMIN_KEY ?? null,
      json: { keep_live: true },
    })
    expect(Object.keys(rotated.body.result.data).sort()).toEqual(['kid', 'retired_keys'])
  })
})

describe('what a token was minted for is all it lets in', () => {
  it('no larger file, at create and at renew, and none whose size nobody knows', async () => {
    const { token: key } = await mint(api, { max_files: 3, max_file_bytes: 30 })
    expect((await create(key, { file_size_bytes: 31 })).body).toEqual(
      refusal([413, 'FileTooLargeError'], {
        code: 'FILE_TOO_LARGE',
        retry: 'never',
        field: 'file_size_bytes',
        limit_bytes: 30,
        asked_bytes: 31,
        scope: 'token',
      }),
    )
    expect((await create(key, { file_size_bytes: null })).status).toBe(422)
    const open = await create(key, { file_size_bytes: 30 })
    const renew = (size: number) =>
      api.call('POST', `${UPLOADS}/${open.body.upload_id}/renew`, { key, json: { file_size_bytes: size } })
    expect(codeOf(await renew(31))).toEqual([413, 'FILE_TOO_LARGE'])
    expect((await renew(29)).status).toBe(200)
  })

  it('no other bytes than it declared: a larger PUT is not confirmed', async () => {
    const { token: key } = await mint(api, { max_file_bytes: BYTES.length })
    const { body } = await create(key)
    await put(body, new Uint8Array(BYTES.length + 1))
    const confirmed = await api.call('POST', `${UPLOADS}/${body.upload_id}/confirm`, { key, json: {} })
    expect(confirmed.status).toBe(400)
  })

  it('no other type', async () => {
    const { token: key } = await mint(api, { max_files: 3, content_types: ['image/*', 'text/csv'] })
    const ask = async (content_type: string) => (await create(key, { content_type })).status
    for (const type of ['text/plain', 'application/octet-stream', '', 'imagex/png', 'text/csvx'])
      expect([type, await ask(type)]).toEqual([type, 422])
    for (const type of ['image/png', 'IMAGE/AVIF', 'text/csv; charset=utf-8'])
      expect([type, await ask(type)]).toEqual([type, 200])
  })

  it('no other owner, and its own is filled in', async () => {
    const ada = await mint(api, { owner: 'ada', max_files: 2 })
    expect(codeOf(await create(ada.token, { owner: 'bob' }))).toEqual([403, 'FORBIDDEN'])
    expect((await create(ada.token)).body.owner).toBe('ada')
    expect((await create(ada.token, { owner: 'ada' })).body.owner).toBe('ada')
    const nobody = await mint(api)
    expect(codeOf(await create(nobody.token, { owner: 'ada' }))).toEqual([403, 'FORBIDDEN'])
  })

  it('its metadata wins over what its holder sends', async () => {
    const { token } = await mint(api, {
      metadata: { plan: 'free', by: 'app' },
      object_metadata: { checked: false },
    })
    const metadata = { plan: 'pro', mine: 1 }
    const { body } = await create(token, { metadata, object_metadata: { checked: true, title: 't' } })
    expect(body).toMatchObject({
      metadata: { plan: 'free', by: 'app', mine: 1 },
      object_metadata: { checked: false, title: 't' },
    })
  })

  it('no bytes that nobody is charged for and nobody deletes', async () => {
    const { token: key } = await mint(api)
    const { body } = await create(key)
    const keep = await api.call('DELETE', `${UPLOADS}/${body.upload_id}?delete_s3_object=false`, { key })
    expect(codeOf(keep)).toEqual([403, 'FORBIDDEN'])
    expect((await api.call('DELETE', `${UPLOADS}/${body.upload_id}`, { key })).status).toBe(204)
  })

  it('as many files as it was minted for, of twenty asked for at once; canceled ones count, refused ones do not', async () => {
    const { token: key } = await mint(api, { max_files: 3, max_file_bytes: 100 })
    expect((await create(key, { file_size_bytes: 101 })).status).toBe(413)
    const answers = await Promise.all(Array.from({ length: 20 }, () => create(key)))
    const made = answers.filter(({ status }) => status === 200)
    expect(made).toHaveLength(3)
    const refused = answers.filter(({ status }) => status !== 200)
    expect(new Set(refused.map(answer => codeOf(answer).join(' ')))).toEqual(new Set(['403 TOO_MANY_FILES']))
    await api.call('DELETE', `${UPLOADS}/${made[0]?.body.upload_id}`, { key })
    expect((await create(key)).body).toEqual(
      refusal([403, 'ForbiddenError'], { code: 'TOO_MANY_FILES', retry: 'never', limit_files: 3 }),
    )
  })

  it('no download, unless it was minted for that', async () => {
    for (const allow_content of [false, true]) {
      const { token: key } = await mint(api, { allow_content })
      const { body } = await create(key)
      await put(body)
      const { body: done } = await api.call('POST', `${UPLOADS}/${body.upload_id}/confirm`, { key, json: {} })
      const shown = await api.call('GET', `${UPLOADS}/${body.upload_id}?return_presigned_urls=true`, { key })
      const content = await api.call('GET', `/v1/objects/${done.object_id}/content`, { key })
      expect([shown.status, typeof shown.body.presigned_url === 'string', content.status]).toEqual([
        200,
        allow_content,
        allow_content ? 302 : 404,
      ])
    }
  })

  it('nothing more once its upload is completed', async () => {
    const { token: key } = await mint(api)
    const headers = { 'idempotency-key': 'the only one' }
    const { body } = await create(key, {}, { headers })
    await put(body)
    const ref = `${UPLOADS}/${body.upload_id}`
    const first = await api.call('POST', `${ref}/confirm`, { key, json: {} })
    expect(first.body.status).toBe('COMPLETED')
    const after = await storedState(api)
    expect((await api.call('POST', `${ref}/confirm`, { key, json: {} })).body).toEqual(first.body)
    expect(codeOf(await api.call('POST', `${ref}/renew`, { key, json: {} }))).toEqual([409, 'UPLOAD_SETTLED'])
    expect(codeOf(await api.call('DELETE', ref, { key }))).toEqual([409, 'UPLOAD_HAS_OBJECT'])
    expect(codeOf(await create(key))).toEqual([403, 'TOO_MANY_FILES'])
    const replayed = await create(key, {}, { headers })
    expect(replayed.body).toMatchObject({
      upload_id: body.upload_id,
      status: 'COMPLETED',
      presigned_url: null,
    })
    expect(await storedState(api)).toEqual(after)
    expect((await confirm(api, body.upload_id)).body).toEqual(first.body)
  })
})
