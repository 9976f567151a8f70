import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { invalid, refusal } from './support/expected-errors.ts'
import { base64, createStock } from './support/objects.ts'
import { type Api, startApi } from './support/start-api.ts'

let api: Api
beforeAll(async () => {
  api = await startApi()
  await createStock(api)
})
afterAll(() => api[Symbol.asyncDispose]())

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
