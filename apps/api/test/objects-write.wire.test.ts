import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { invalid, refusal } from './support/expected-errors.ts'
import { base64, createObject, looseUpload, OBJECTS } from './support/objects.ts'
import { type Api, type Call, startApi } from './support/start-api.ts'
import { storedState } from './support/stored-state.ts'
import { BYTES, completeUpload, createUpload } from './support/uploads.ts'

let api: Api
beforeAll(async () => {
  api = await startApi()
})
afterAll(() => api[Symbol.asyncDispose]())

const loose = (bytes?: Uint8Array) => looseUpload(api, bytes)
const create = (json: object, call: Call = {}) => createObject(api, json, call)

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
