import type { Permission } from '@landfall/core/domain'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { refusal } from './support/expected-errors.ts'
import { requestText, sendRaw } from './support/raw-http.ts'
import { type Answer, type Api, startApi } from './support/start-api.ts'
import { completeUpload, createUpload } from './support/uploads.ts'

let api: Api
beforeAll(async () => {
  api = await startApi()
})
afterAll(() => api[Symbol.asyncDispose]())

const unauthorized = refusal(
  [401, 'UnauthorizedError'],
  { code: 'UNAUTHORIZED', retry: 'never' },
  'Send a valid API key: Authorization: Bearer sk_...',
)

const get = (headers: Record<string, string>) =>
  api.call('GET', '/v1/buckets/uploads', { key: null, headers })

async function keyWith(fields: {
  permission: Permission
  allNamespaces?: boolean
  namespaceId?: string
}): Promise<string> {
  const { services } = api.runtime
  const secret = services.secrets.newApiKey()
  await services.tenants.createKey({
    keyId: services.ids.next('apiKey'),
    organizationId: api.tenant.organizationId,
    namespaceId: fields.namespaceId ?? api.tenant.namespaceId,
    name: fields.permission,
    hash: services.secrets.hash(secret),
    prefix: secret.slice(0, 8),
    permission: fields.permission,
    allNamespaces: fields.allNamespaces ?? false,
    isOperator: false,
  })
  return secret
}

describe('the credential', () => {
  it.each([
    ['none', {}],
    ['an unknown key', { authorization: `Bearer sk_${'x'.repeat(40)}` }],
    ['no scheme', { authorization: 'sk_firsttenantfirsttenantfirsttenantfirs' }],
    ['another scheme', { authorization: 'Basic c2tfZmlyc3Q6' }],
    ['an empty one', { authorization: 'Bearer ' }],
    ['two words', { authorization: 'Bearer sk_a sk_b' }],
    ['the hash instead of the key', { authorization: `Bearer ${'a'.repeat(64)}` }],
    ['a cookie', { cookie: 'authorization=Bearer sk_firsttenantfirsttenantfirsttenantfirs' }],
    ['a key in another header', { 'x-api-key': 'sk_firsttenantfirsttenantfirsttenantfirs' }],
  ])('is refused: %s', async (_what, headers) => {
    const answer = await get(headers as Record<string, string>)

    expect([answer.status, answer.body]).toEqual([401, unauthorized])
    expect(answer.headers.get('www-authenticate')).toBe('Bearer')
  })

  it.each(['Bearer', 'bearer', 'BEARER'])('is taken with the scheme %s', async scheme => {
    expect((await get({ authorization: `${scheme} ${api.tenant.apiKey}` })).status).toBe(200)
  })

  it('is looked at before the body is read', async () => {
    const answer = await api.call('POST', '/v1/buckets', { key: null, raw: '{"broken' })

    expect([answer.status, answer.body]).toEqual([401, unauthorized])
  })

  it('is not accepted in the query', async () => {
    const answer = await api.call('GET', `/v1/buckets/uploads?authorization=${api.tenant.apiKey}`, {
      key: null,
    })

    expect(answer.status).toBe(401)
  })

  it('is stored as a hash alone', async () => {
    const rows = await api.database.sql<{ hash: string }>('SELECT * FROM api_key')

    expect(JSON.stringify(rows)).not.toContain(api.tenant.apiKey)
    expect(rows.every(row => /^[0-9a-f]{64}$/.test(row.hash))).toBe(true)
  })
})

describe('permissions', () => {
  const forbidden = (permission: Permission, needed: Permission) =>
    refusal(
      [403, 'ForbiddenError'],
      { code: 'FORBIDDEN', retry: 'never', permission, needed },
      `This key may ${permission}; this needs ${needed}`,
    )

  /** One operation that needs each permission; its status when it is allowed. */
  const operations: [Permission, number, (key: string) => Promise<Answer>][] = [
    ['read', 200, key => api.call('GET', '/v1/buckets/uploads', { key })],
    ['read', 200, key => api.call('POST', '/v1/buckets/uploads/uploads/list', { key })],
    [
      'write',
      200,
      key =>
        api.call('POST', '/v1/buckets/uploads/uploads', {
          key,
          json: { filename: 'a.txt', content_type: 'text/plain' },
        }),
    ],
    [
      'write',
      204,
      async key => {
        const { upload_id: id } = await createUpload(api)
        return api.call('DELETE', `/v1/buckets/uploads/uploads/${id}`, { key })
      },
    ],
    [
      'delete',
      204,
      async key => {
        const { confirmed } = await completeUpload(api)
        return api.call('DELETE', `/v1/buckets/uploads/objects/${confirmed.object_id}`, { key })
      },
    ],
    [
      'admin',
      200,
      key => api.call('PUT', '/v1/quotas/bucket?id=uploads', { key, json: { limit_bytes: null } }),
    ],
  ]
  const levels: Permission[] = ['read', 'write', 'delete', 'admin']

  it.each(levels)('of a key with %s reach as far as they say, and no further', async permission => {
    const key = await keyWith({ permission })
    for (const [needed, allowedStatus, operate] of operations) {
      const answer = await operate(key)
      const isAllowed = levels.indexOf(permission) >= levels.indexOf(needed)
      expect([needed, answer.status]).toEqual([needed, isAllowed ? allowedStatus : 403])
      if (!isAllowed) expect(answer.body).toEqual(forbidden(permission, needed))
    }
  })

  it('of an admin end at the namespace that the key is bound to', async () => {
    const [bound, wide] = [
      await keyWith({ permission: 'admin' }),
      await keyWith({ permission: 'admin', allNamespaces: true }),
    ]
    const set = (scope: string, key: string) =>
      api.call('PUT', `/v1/quotas/${scope}`, { key, json: { limit_objects: null } })
    const refused = await set('organization', bound)
    expect([refused.status, refused.body]).toEqual([
      403,
      refusal([403, 'ForbiddenError'], { code: 'FORBIDDEN', retry: 'never' }),
    ])
    const allowed = [await set('organization', wide), await set('namespace', bound)]
    // What its own uploads are charged in, and may be refused by, it may read.
    allowed.push(await api.call('GET', '/v1/quotas/organization', { key: bound }))
    expect(allowed.map(({ status }) => status)).toEqual([200, 200, 200])
  })

  it('are checked before the input is looked at', async () => {
    const key = await keyWith({ permission: 'read' })
    const answer = await api.call('POST', '/v1/buckets', { key, json: { bucket_name: 7 } })

    expect([answer.status, answer.body]).toEqual([403, forbidden('read', 'write')])
  })
})

describe('X-Namespace', () => {
  const unknown = (name: string) =>
    refusal(
      [404, 'NotFoundError'],
      { code: 'NOT_FOUND', retry: 'never', resource: 'namespace', id: name },
      `No such namespace: ${name}`,
    )

  it('names a namespace by id or by name; without it the key’s default is meant', async () => {
    const answers = [
      await api.call('GET', '/v1/buckets/uploads'),
      await api.call('GET', '/v1/buckets/uploads', { headers: { 'x-namespace': 'default' } }),
      await api.call('GET', '/v1/buckets/uploads', { headers: { 'X-NAMESPACE': api.tenant.namespaceId } }),
      await api.call('GET', '/v1/buckets/uploads', { headers: { 'x-namespace': '' } }),
    ]

    expect(answers.map(answer => answer.body.bucket_id)).toEqual(Array(4).fill(api.tenant.bucketId))
  })

  it('that is unknown is 404, and so is another organization’s', async () => {
    const missing = await api.call('GET', '/v1/buckets/uploads', { headers: { 'x-namespace': 'nowhere' } })
    const foreign = await api.call('GET', '/v1/buckets/uploads', {
      headers: { 'x-namespace': api.stranger.namespaceId },
    })

    expect([missing.status, missing.body]).toEqual([404, unknown('nowhere')])
    expect([foreign.status, foreign.body]).toEqual([404, unknown(api.stranger.namespaceId)])
  })

  it('may have any letters: percent-encoded, as UTF-8, as Latin-1', async () => {
    const names = ['Müller', '北 ☃', '100%25']
    for (const name of names)
      await api.database.sql('INSERT INTO namespace (id, organization_id, name) VALUES ($1, $2, $3)', [
        api.runtime.services.ids.next('namespace'),
        api.tenant.organizationId,
        name,
      ])
    const key = await keyWith({ permission: 'read', allNamespaces: true })
    const isThere = async (header: string) => {
      const lines = [
        'GET /v1/buckets/none HTTP/1.1',
        `authorization: Bearer ${key}`,
        `x-namespace: ${header}`,
      ]
      const { body } = await sendRaw(api, Buffer.from(requestText(lines), 'latin1'))
      return JSON.parse(body).error.details.resource === 'bucket'
    }
    for (const name of names) expect([name, await isThere(encodeURIComponent(name))]).toEqual([name, true])
    const utf8 = (name: string) => Buffer.from(name).toString('latin1')
    expect([await isThere(utf8('Müller')), await isThere(utf8('北 ☃')), await isThere('Müller')]).toEqual([
      true,
      true,
      true,
    ])
    // Read as an encoded "100%", which there is not; a broken sequence and a control character are what they are.
    for (const header of ['100%25', '100%', '%E4', 'default%00', 'default%0a'])
      expect([header, await isThere(header)]).toEqual([header, false])
    const percent = await api.call('GET', '/v1/buckets/none', { headers: { 'x-namespace': '100%' } })
    expect(percent.body).toEqual(unknown('100%'))
  })

  it('may be another one of the organization only for a key of all namespaces', async () => {
    const namespaceId = api.runtime.services.ids.next('namespace')
    await api.database.sql('INSERT INTO namespace (id, organization_id, name) VALUES ($1, $2, $3)', [
      namespaceId,
      api.tenant.organizationId,
      'second',
    ])
    const headers = { 'x-namespace': 'second' }
    const roaming = await api.call('GET', '/v1/buckets/uploads', {
      key: await keyWith({ permission: 'read', allNamespaces: true }),
      headers,
    })
    const bound = await api.call('GET', '/v1/buckets/uploads', {
      key: await keyWith({ permission: 'read' }),
      headers,
    })

    // There is no such bucket there; what counts is which of the two is missing.
    expect(roaming.body.error.details).toMatchObject({ resource: 'bucket', id: 'uploads' })
    expect([bound.status, bound.body]).toEqual([404, unknown('second')])
  })

  it('is not needed for tasks, and a key of one namespace finds and cancels none of another', async () => {
    const namespaceId = api.runtime.services.ids.next('namespace')
    await api.database.sql('INSERT INTO namespace (id, organization_id, name) VALUES ($1, $2, $3)', [
      namespaceId,
      api.tenant.organizationId,
      'of its own',
    ])
    const { upload_id: id } = await createUpload(api)
    const started = await api.call('POST', `/v1/buckets/uploads/uploads/${id}/confirm?async=true`, {
      json: {},
    })
    const task = started.body.task_id
    const [confined, everywhere] = [
      await keyWith({ permission: 'admin', namespaceId }),
      await keyWith({ permission: 'admin', namespaceId, allNamespaces: true }),
    ]

    const missing = await api.call('GET', '/v1/tasks/task_0000000000000000', { key: confined })
    const foreign = await api.call('GET', `/v1/tasks/${task}`, { key: confined })
    expect(foreign.status).toBe(404)
    expect(foreign.text.replaceAll(task, '')).toBe(missing.text.replaceAll('task_0000000000000000', ''))
    const unknown = await api.call('DELETE', '/v1/tasks/task_0000000000000000', { key: confined })
    const kept = await api.call('DELETE', `/v1/tasks/${task}`, { key: confined })
    expect([kept.status, kept.text]).toEqual([200, unknown.text])
    const found = await api.call('GET', `/v1/tasks/${task}`, { key: everywhere })
    expect([found.status, found.body.status]).toEqual([200, 'PENDING'])
    await api.call('DELETE', `/v1/tasks/${task}`, { key: everywhere })
    expect((await api.call('GET', `/v1/tasks/${task}`)).body.status).toBe('CANCELED')
  })
})
