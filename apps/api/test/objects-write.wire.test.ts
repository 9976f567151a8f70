import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { invalid, refusal } from './support/expected-errors.ts'
import { type Api, type Call, startApi } from './support/start-api.ts'
import { quotaOf, storedState } from './support/stored-state.ts'
import { BYTES, completeUpload, createUpload } from './support/uploads.ts'

let api: Api
const OBJECTS = '/v1/buckets/uploads/objects'
beforeAll(async () => {
  api = await startApi()
  const bucket_schema = {
    properties: { sku: { type: 'string', required: true }, doc: { type: 'text' }, n: { type: 'integer' } },
  }
  const json = { bucket_name: 'stock', bucket_schema, unique_key: { fields: ['sku'] } }
  await api.call('POST', '/v1/buckets', { json })
})
afterAll(() => api[Symbol.asyncDispose]())

const loose = async (bytes: Uint8Array = BYTES) =>
  (await completeUpload(api, { create_object_on_confirm: false }, bytes)).upload.upload_id
const create = (json: object, call: Call = {}) => api.call('POST', OBJECTS, { json, ...call })
const base64 = (text: string) => Buffer.from(text).toString('base64')

describe('an object from uploads', () => {
  it('names several, keeps its metadata flat, and gives download URLs', async () => {
    const [a, b] = [await loose(), await loose(new TextEncoder().encode('second'))]
    const blobs = [
      { property: 'first', type: 'text', upload_id: a },
      { property: 'second', type: 'TEXT', upload_id: b },
    ]
    const made = await create({
      blobs,
      key_prefix: 'p/',
      title: 'T',
      metadata: { nested: 1 },
      skip_duplicates: true,
    })
    const blob = (property: string, upload_id: string, size_bytes: number) => ({
      blob_id: expect.stringMatching(/^blob_/),
      property,
      type: 'text',
      key_prefix: null,
      metadata: null,
      properties: null,
      details: { filename: 'note.txt', size_bytes, mime_type: 'text/plain', hash: null },
      upload_id,
      etag: expect.any(String),
    })
    expect([made.status, made.body]).toEqual([
      200,
      {
        title: 'T',
        nested: 1,
        object_id: expect.stringMatching(/^obj_/),
        bucket_id: api.tenant.bucketId,
        key_prefix: 'p/',
        blobs: [blob('first', a, BYTES.length), blob('second', b, 6)],
        status: 'COMPLETED',
        created_at: expect.any(String),
        updated_at: expect.any(String),
      },
    ])
    const got = await api.call('GET', `${OBJECTS}/${made.body.object_id}?return_presigned_urls=true`)
    const url = got.body.blobs[1].properties.presigned_url
    expect(await (await fetch(url)).text()).toBe('second')
    const content = await api.call('GET', `/v1/objects/${made.body.object_id}/content?property=second`)
    expect(content.status).toBe(302)
    expect(await (await fetch(content.headers.get('location') ?? '')).text()).toBe('second')
    const again = await create({ blobs })
    expect(again.status).toBe(200)
    const refused = await api.call('DELETE', `/v1/buckets/uploads/uploads/${a}`)
    expect([refused.status, refused.body.error.details.code]).toEqual([409, 'UPLOAD_HAS_OBJECT'])
  })

  it('a file has metadata and a prefix of its own, where clients of the contract look for them', async () => {
    const metadata = { page: 1, nested: { a: [null, 'ü'] }, presigned_url: 'mine' }
    const blob = { property: 'p', type: 'text', upload_id: await loose(), key_prefix: 'scans/', metadata }
    const { body: made } = await create({
      blobs: [{ ...blob, canonicalize_source: true, force_remirror: false }],
    })
    const { presigned_url: _, ...own } = metadata
    expect(made.blobs).toMatchObject([{ key_prefix: 'scans/', metadata, properties: own }])
    expect(made.blobs[0].properties).toEqual(own)
    const path = `${OBJECTS}/${made.object_id}`
    const signed = await api.call('GET', `${path}?return_presigned_urls=true`)
    const url = expect.stringMatching(/^http/)
    expect(signed.body.blobs[0].properties).toEqual({ ...own, presigned_url: url })
    const put = await api.call('PUT', path, { json: { blobs: [{ ...blob, metadata: { page: 2 } }] } })
    expect(put.body.blobs).toMatchObject([{ metadata: { page: 2 } }])
    expect((await api.call('GET', path)).body).toEqual(put.body)
    const data = `data:text/plain;base64,${base64('x')}`
    const inline = await create({ blobs: [{ property: 'p', type: 'text', data, metadata: { page: 3 } }] })
    expect(inline.body.blobs).toMatchObject([{ key_prefix: null, metadata: { page: 3 } }])
    for (const [bad, field] of [
      [{ metadata: [] }, 'metadata'],
      [{ metadata: { a: 'b\u0000' } }, 'metadata'],
      [{ key_prefix: 7 }, 'key_prefix'],
      [{ force_remirror: 'no' }, 'force_remirror'],
    ] as const)
      expect((await create({ blobs: [{ ...blob, ...bad }] })).body).toEqual(
        invalid(['body', 'blobs', 0, field]),
      )
  })

  it('metadata that is called like a field of the contract does not take its place, nor is it hidden', async () => {
    const taken = { error: { code: 7 }, source_details: 'x', bucket_id: 1, created_at: null, status: 'mine' }
    const { status, body } = await create({ metadata: { ...taken, title: 'T' } })
    expect([status, body]).toMatchObject([
      200,
      { title: 'T', bucket_id: api.tenant.bucketId, status: 'COMPLETED' },
    ])
    expect(body.metadata).toEqual(taken)
    expect(body).not.toHaveProperty('error')
    expect(body).not.toHaveProperty('source_details')
    expect((await create({ error: 'text' })).body.error).toBe('text')

    const nested = { metadata: { metadata: { a: 1 } } }
    const own = await create(nested)
    expect(own.body).toMatchObject(nested)
    const text = await create({ metadata: { metadata: 'text', key_prefix: 'p' } })
    expect(text.body).toMatchObject({ key_prefix: null, metadata: { metadata: 'text', key_prefix: 'p' } })

    const object_metadata = { status: 'draft', page: 1 }
    const { confirmed } = await completeUpload(api, { object_metadata })
    const path = `${OBJECTS}/${confirmed.object_id}`
    expect((await api.call('GET', path)).body).toMatchObject({ page: 1, metadata: { status: 'draft' } })
  })

  it('fields that no request sets are refused, and not stored as metadata', async () => {
    const { body: object } = await create({ a: 1 })
    const path = `${OBJECTS}/${object.object_id}`
    const before = await storedState(api)
    const fields = ['object_id', 'bucket_id', 'status', 'created_at', 'updated_at', 'blob']
    for (const [method, to, names] of [
      ['POST', OBJECTS, fields],
      ['PATCH', path, [...fields, 'blobs']],
    ] as const)
      for (const field of names) {
        const json = { a: 2, [field]: { url: 'https://example.com/a' } }
        const refused = await api.call(method, to, { json })
        const because = expect.stringContaining('metadata')
        expect([refused.status, refused.body]).toEqual([422, invalid(['body', field], because, 'read_only')])
      }
    expect(await storedState(api)).toEqual(before)
    const nulls = { a: 2, ...Object.fromEntries(fields.map(field => [field, null])), blobs: null }
    const { blob, ...patched } = (await api.call('PATCH', path, { json: nulls })).body
    expect([patched, blob]).toEqual([{ ...object, a: 2, updated_at: expect.any(String) }, null])
  })

  it('`auto_process` is taken, and nothing is left to process', async () => {
    const made = await api.call('POST', `${OBJECTS}?auto_process=true`, { json: { a: 1 } })
    expect([made.status, made.body.status]).toEqual([200, 'COMPLETED'])
    const batch = await api.call('POST', `${OBJECTS}/batch?auto_process=true`, {
      json: { objects: [{ a: 1 }] },
    })
    expect([batch.status, batch.body.succeeded_count]).toEqual([200, 1])
    for (const path of [OBJECTS, `${OBJECTS}/batch`])
      expect((await api.call('POST', `${path}?auto_process=maybe`, { json: {} })).body).toEqual(
        invalid(['query', 'auto_process'], expect.any(String), 'bool_parsing'),
      )
  })

  it('an upload that is open, unknown, deleted or a stranger’s is refused, and nothing is made', async () => {
    const open = await createUpload(api)
    const deleted = await loose()
    await api.call('DELETE', `/v1/buckets/uploads/uploads/${deleted}`)
    const before = await storedState(api)
    const ask = (upload_id: string, key?: string) =>
      create({ blobs: [{ property: 'p', type: 'text', upload_id }] }, key ? { key } : {})
    expect((await ask(open.upload_id)).body).toEqual(
      refusal([409, 'ConflictError'], {
        ...{ code: 'UPLOAD_NOT_CONFIRMED', retry: 'never', resource: 'upload', id: open.upload_id },
        upload_status: 'PENDING',
      }),
    )
    expect((await ask(deleted)).body).toEqual(
      refusal([404, 'NotFoundError'], {
        code: 'BYTES_MISSING',
        retry: 'never',
        resource: 'upload',
        id: deleted,
      }),
    )
    const missing = 'upl_0000000000000000'
    const [foreign, unknown] = [
      await ask(open.upload_id, api.stranger.apiKey),
      await ask(missing, api.stranger.apiKey),
    ]
    expect(foreign.status).toBe(404)
    expect(foreign.text.replaceAll(open.upload_id, 'X')).toBe(unknown.text.replaceAll(missing, 'X'))
    expect(await storedState(api)).toEqual(before)
  })

  it.each([
    [{ blobs: 1 }, ['body', 'blobs']],
    [{ blobs: [{ property: 'p', type: 'text' }] }, ['body', 'blobs', 0, 'data']],
    [
      { blobs: [{ property: 'p', type: 'text', upload_id: 'upl_a', data: 'x' }] },
      ['body', 'blobs', 0, 'data'],
    ],
    [{ blobs: [{ property: '', type: 'text', upload_id: 'upl_a' }] }, ['body', 'blobs', 0, 'property']],
    [{ blobs: [{ property: 'p', type: 'film', upload_id: 'upl_a' }] }, ['body', 'blobs', 0, 'type']],
    [{ blobs: [{ property: 'p', type: 'text', upload_id: 'nope' }] }, ['body', 'blobs', 0, 'upload_id']],
    [{ blobs: [{ property: 'p', type: 'text', data: { base64: '*' } }] }, ['body', 'blobs', 0, 'data']],
    [{ title: 'a\u0000b' }, ['body']],
    [{ metadata: 'text' }, ['body', 'metadata']],
    [{ metadata: [1] }, ['body', 'metadata']],
  ])('is refused: %j', async (json, loc) => {
    const { status, body } = await create(json)
    expect([status, body.detail[0].loc]).toEqual([422, loc])
  })
})

describe('bytes in the request', () => {
  it('go through upload, quota and settle, and go with their object', async () => {
    const before = await quotaOf(api, 'bucket')
    const blobs = [
      {
        property: 'a',
        type: 'text',
        data: { base64: base64('inline'), mime_type: 'text/plain', filename: 'i.txt' },
      },
      { property: 'b', type: 'image', data: `data:image/gif;base64,${base64('GIF')}` },
    ]
    const { status, body } = await create({ blobs })
    expect([status, body.blobs.map(({ details }: { details: object }) => details)]).toMatchObject([
      200,
      [
        { filename: 'i.txt', size_bytes: 6, mime_type: 'text/plain' },
        { filename: 'b', size_bytes: 3, mime_type: 'image/gif' },
      ],
    ])
    const content = await api.call('GET', `/v1/objects/${body.object_id}/content`)
    expect(await (await fetch(content.headers.get('location') ?? '')).text()).toBe('inline')
    const { body: upload } = await api.call('GET', `/v1/buckets/uploads/uploads/${body.blobs[0].upload_id}`)
    expect(upload).toMatchObject({
      status: 'COMPLETED',
      guard: 'SERVER',
      receipt: { guard: 'SERVER', size: 'matched' },
    })
    expect(await quotaOf(api, 'bucket')).toMatchObject({
      used_bytes: before.used_bytes + 9,
      used_objects: before.used_objects + 1,
    })
    expect((await api.call('DELETE', `${OBJECTS}/${body.object_id}`)).status).toBe(204)
    expect(await quotaOf(api, 'bucket')).toEqual(before)
  })

  it.each(['https://example.com/a.png', 's3://b/k', { url: 'https://example.com/a.png' }])(
    'an address is UNSUPPORTED_SOURCE: %j',
    async data => {
      const { status, body } = await create({ blobs: [{ property: 'p', type: 'image', data }] })
      expect([status, body]).toEqual([
        422,
        invalid(['body', 'blobs', 0, 'data'], expect.any(String), 'UNSUPPORTED_SOURCE'),
      ])
    },
  )

  it('take 5 MiB and no byte more', async () => {
    const data = (bytes: number) => ({
      base64: Buffer.alloc(bytes).toString('base64'),
      mime_type: 'text/plain',
    })
    const ask = (bytes: number) => create({ blobs: [{ property: 'p', type: 'text', data: data(bytes) }] })
    const limit = 5 * 1024 ** 2
    expect((await ask(limit)).status).toBe(200)
    const over = await ask(limit + 1)
    expect([over.status, over.body.error.details]).toMatchObject([
      413,
      { code: 'FILE_TOO_LARGE', limit_bytes: limit, asked_bytes: limit + 1 },
    ])
    const far = await create({ x: 'y'.repeat(9_000_000) })
    expect([far.status, far.body.error.details.code]).toEqual([413, 'BODY_TOO_LARGE'])
  })

  it('a full quota refuses them and leaves nothing', async () => {
    await api.call('PUT', '/v1/quotas/bucket?id=stock', { json: { limit_bytes: 3 } })
    const before = await storedState(api)
    const json = {
      sku: 'q',
      blobs: [{ property: 'doc', type: 'text', data: `data:text/plain;base64,${base64('four')}` }],
    }
    const refused = await api.call('POST', '/v1/buckets/stock/objects?policy=insert', { json })
    expect([refused.status, refused.body.error.type]).toEqual([403, 'QuotaExceededError'])
    expect(await storedState(api)).toEqual(before)
    await api.call('PUT', '/v1/quotas/bucket?id=stock', { json: { limit_bytes: null } })
  })
})

describe('files of an object that has an owner', () => {
  const ofOwner = async (owner: string | null) =>
    (await completeUpload(api, { create_object_on_confirm: false, owner })).upload.upload_id
  const replace = (id: string, blob: object) =>
    api.call('PUT', `${OBJECTS}/${id}`, { json: { blobs: [{ property: 'f', type: 'text', ...blob }] } })

  it('take bytes of the request as that owner’s, and an upload of another owner is named as such', async () => {
    const [ada, bob, nobody] = [await ofOwner('ada'), await ofOwner('bob'), await ofOwner(null)]
    const made = await create({ blobs: [{ property: 'f', type: 'text', upload_id: ada }] })
    const id = made.body.object_id

    const inline = await replace(id, { data: `data:text/plain;base64,${base64('new')}` })
    expect([inline.status, inline.body.blobs[0].details.size_bytes]).toEqual([200, 3])
    const stored = await api.call('GET', `/v1/buckets/uploads/uploads/${inline.body.blobs[0].upload_id}`)
    expect(stored.body.owner).toBe('ada')

    const before = await storedState(api)
    for (const upload_id of [bob, nobody]) {
      const foreign = await replace(id, { upload_id })
      expect([foreign.status, foreign.body]).toEqual([422, invalid(['body', 'blobs'])])
    }
    expect(await storedState(api)).toEqual(before)
    expect((await replace(id, { upload_id: ada })).status).toBe(200)
  })
})

describe('policies of a unique key', () => {
  const put = (policy: string, json: object) =>
    api.call('POST', `/v1/buckets/stock/objects${policy && `?policy=${policy}`}`, { json })

  it('insert, update, upsert, and none at all', async () => {
    const none = await put('', { sku: 'a' })
    expect([none.status, none.body.error]).toMatchObject([
      400,
      { type: 'BadRequestError', details: { code: 'POLICY_REQUIRED', retry: 'never' } },
    ])
    expect((await put('update', { sku: 'a' })).status).toBe(404)
    const made = await put('insert', { sku: 'a', n: 1 })
    expect(made.status).toBe(200)
    const twice = await put('insert', { sku: 'a' })
    expect([twice.status, twice.body]).toEqual([
      409,
      refusal([409, 'ConflictError'], {
        ...{ code: 'UNIQUE_KEY_EXISTS', retry: 'never', resource: 'object' },
        existing_object_id: made.body.object_id,
      }),
    ])
    const updated = await put('update', { sku: 'a', n: 2, extra: true })
    expect(updated.body).toEqual({ ...made.body, n: 2, extra: true, updated_at: expect.any(String) })
    const upserted = await put('upsert', { sku: 'a', n: 3 })
    expect(upserted.body).toMatchObject({ object_id: made.body.object_id, n: 3, extra: true })
    expect((await put('upsert', { sku: 'b' })).body.object_id).not.toBe(made.body.object_id)
    expect((await put('replace', { sku: 'c' })).body.detail[0].loc).toEqual(['query', 'policy'])
    const keyless = await put('insert', { n: 1 })
    expect([keyless.status, keyless.body.detail[0].loc]).toEqual([422, ['body', 'sku']])
  })

  it('a change that would take the key of another object names that one', async () => {
    const [first, second] = [await put('insert', { sku: 'one' }), await put('insert', { sku: 'two' })]
    const path = `/v1/buckets/stock/objects/${second.body.object_id}`
    const details = { code: 'UNIQUE_KEY_EXISTS', retry: 'never', resource: 'object' }
    for (const [method, json] of [
      ['PATCH', { sku: 'one' }],
      ['PUT', { metadata: { sku: 'one' } }],
    ] as const) {
      const refused = await api.call(method, path, { json })
      const existing_object_id = first.body.object_id
      expect(refused.body).toEqual(refusal([409, 'ConflictError'], { ...details, existing_object_id }))
    }
    expect((await api.call('GET', path)).body).toEqual(second.body)
    const stranger = await api.call('PATCH', path, { json: { sku: 'one' }, key: api.stranger.apiKey })
    expect([stranger.status, stranger.text.includes(first.body.object_id)]).toEqual([404, false])
  })

  it('ten racing inserts are one object', async () => {
    const answers = await Promise.all(Array.from({ length: 10 }, () => put('insert', { sku: 'raced' })))
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array(9).fill(409)])
  })

  it('racing upserts all succeed, on one object: whoever comes second changes it', async () => {
    for (const sku of ['first', 'second', 'third']) {
      const answers = await Promise.all(
        Array.from({ length: 4 }, (_, n) => put('upsert', { sku, [`by${n}`]: n })),
      )
      expect(answers.map(({ status }) => status)).toEqual(Array(4).fill(200))
      const ids = new Set(answers.map(({ body }) => body.object_id))
      expect(ids.size).toBe(1)
      const { body } = await api.call('GET', `/v1/buckets/stock/objects/${[...ids][0]}`)
      expect(body).toMatchObject({ by0: 0, by1: 1, by2: 2, by3: 3 })
    }
  })

  it('upserts racing with deletes make, change or make again, and never fail', async () => {
    const { body } = await put('upsert', { sku: 'flicker' })
    let id = body.object_id
    for (let round = 0; round < 6; round += 1) {
      const remove = () => api.call('DELETE', `/v1/buckets/stock/objects/${id}`)
      const patch = () => api.call('PATCH', `/v1/buckets/stock/objects/${id}`, { json: { round } })
      const [removed, patched, ...upserted] = await Promise.all([
        remove(),
        patch(),
        ...Array.from({ length: 3 }, () => put('upsert', { sku: 'flicker', round })),
      ])
      expect(removed.status).toBe(204)
      expect([200, 404, 409]).toContain(patched.status)
      expect(upserted.map(({ status }) => status)).toEqual([200, 200, 200])
      id = (await put('upsert', { sku: 'flicker' })).body.object_id
    }
  })

  it('what does not fit the schema is 422 field by field', async () => {
    const text = { property: 'doc', data: `data:text/plain;base64,${base64('x')}` }
    for (const [json, loc] of [
      [{ sku: 'z', n: 1.5 }, ['body', 'n']],
      [{ sku: 'z', blobs: [{ ...text, type: 'image' }] }, ['body', 'blobs', 0, 'type']],
      [{ sku: 'z', blobs: [{ ...text, type: 'text', property: 'no' }] }, ['body', 'blobs', 0, 'property']],
      [
        { sku: 'z', blobs: [{ ...text, type: 'text', data: 'data:image/png;base64,' }] },
        ['body', 'blobs', 0, 'data'],
      ],
    ] as const)
      expect((await put('insert', json)).body).toEqual(invalid([...loc]))
  })
})

describe('batch, patch, put', () => {
  it('a batch is partial success', async () => {
    const upload_id = await loose()
    const json = {
      objects: [
        { title: 'one', blobs: [{ property: 'p', type: 'text', upload_id }] },
        { blobs: [{ property: 'p', type: 'text', upload_id: 'upl_0000000000000000' }] },
        { title: 'three' },
      ],
    }
    const { status, body } = await api.call('POST', `${OBJECTS}/batch`, { json })
    expect([status, body]).toMatchObject([
      200,
      {
        succeeded: [{ title: 'one' }, { title: 'three' }],
        failed: [{ object_index: 1, error: expect.any(String), error_type: 'NotFoundError' }],
        total_requested: 3,
        succeeded_count: 2,
        failed_count: 1,
      },
    ])
    const named = await api.call('POST', `${OBJECTS}/batch`, { json: { objects: [{}, { status: 'DRAFT' }] } })
    expect(named.body).toEqual(invalid(['body', 'objects', 1, 'status'], expect.any(String), 'read_only'))
    const bad = await api.call('POST', `${OBJECTS}/batch`, { json: { objects: Array(101).fill({}) } })
    expect([bad.status, bad.body.detail[0].loc]).toEqual([422, ['body', 'objects']])
  })

  it('PATCH merges flat metadata; PUT merges `metadata` and replaces files', async () => {
    const [a, b] = [await loose(), await loose(new TextEncoder().encode('new'))]
    const { body: object } = await create({
      a: 1,
      b: { c: 2 },
      blobs: [{ property: 'p', type: 'text', upload_id: a }],
    })
    const path = `${OBJECTS}/${object.object_id}`
    const patched = await api.call('PATCH', path, { json: { a: 2, key_prefix: 'k/' } })
    expect(patched.body).toEqual({ ...object, a: 2, key_prefix: 'k/', updated_at: expect.any(String) })
    const json = { metadata: { b: 3 }, blobs: [{ property: 'q', type: 'text', upload_id: b }] }
    const put = await api.call('PUT', path, { json })
    expect([put.status, put.body]).toMatchObject([
      200,
      { a: 2, b: 3, key_prefix: 'k/', blobs: [{ property: 'q', upload_id: b }] },
    ])
    expect((await api.call('DELETE', `/v1/buckets/uploads/uploads/${a}`)).status).toBe(204)
    const many = await Promise.all(
      Array.from({ length: 4 }, (_, index) => api.call('PATCH', path, { json: { [`k${index}`]: index } })),
    )
    expect(many.map(({ status }) => status)).toEqual([200, 200, 200, 200])
    expect((await api.call('GET', path)).body).toMatchObject({ k0: 0, k1: 1, k2: 2, k3: 3 })
    expect((await api.call('PUT', path, { json: { metadata: 1 } })).body.detail[0].loc).toEqual([
      'body',
      'metadata',
    ])
  })

  it('many small changes come to no more metadata than one request may bring', async () => {
    const { body: object } = await create({ a: 'x'.repeat(40_000) })
    const path = `${OBJECTS}/${object.object_id}`
    const refused = await api.call('PATCH', path, { json: { b: 'x'.repeat(40_000) } })
    const because = expect.stringContaining('at most 65536')
    expect([refused.status, refused.body]).toEqual([422, invalid(['body'], because, 'too_big')])
    expect((await api.call('GET', path)).body).toEqual(object)
    expect((await api.call('PATCH', path, { json: { a: null, b: 'x'.repeat(60_000) } })).status).toBe(200)
    const content = await api.call('GET', `/v1/objects/${object.object_id}/content`)
    expect([content.status, content.body.error.message]).toEqual([
      404,
      `Object ${object.object_id} has no files`,
    ])
  })

  it.each(['PATCH', 'PUT', 'GET', 'DELETE'])(
    '%s: a foreign object and an unknown one are the same',
    async method => {
      const { body } = await create({ a: 1 })
      const before = await storedState(api)
      const ask = (id: string) => api.call(method, `${OBJECTS}/${id}`, { key: api.stranger.apiKey })
      const missing = 'obj_0000000000000000'
      const [foreign, unknown] = [await ask(body.object_id), await ask(missing)]
      expect(foreign.status).toBe(404)
      expect(foreign.text.replaceAll(body.object_id, 'X')).toBe(unknown.text.replaceAll(missing, 'X'))
      expect(await storedState(api)).toEqual(before)
    },
  )
})
