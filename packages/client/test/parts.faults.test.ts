import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { apiRefusal, storeRefusal } from './support/faults.ts'
import { BYTES, connectPartsClient, countOf, PARTS, storedBytes } from './support/parts-client.ts'
import { startTestApi, type TestApi } from './support/test-api.ts'
import { rejection, type TestClient } from './support/test-client.ts'

let api: TestApi
let client: TestClient
beforeEach(async () => {
  api = await startTestApi()
  client = connectPartsClient(api)
})
afterEach(() => api[Symbol.asyncDispose]())

const send = () => client.upload(BYTES, { bucket: client.bucket })

describe('of an upload in parts, only what failed is sent again', () => {
  it.each([
    ['connections that are refused', 'drop'],
    ['connections that break in the middle of a part', 'drop_half'],
    ['answers that get lost', 'lose_answer'],
    ['a store that is busy', storeRefusal(503, 'SlowDown')],
    ['a store that fails', storeRefusal(500, 'InternalError')],
    ['bytes that arrive damaged', storeRefusal(400, 'BadDigest')],
    ['URLs that are refused', storeRefusal(403, 'AccessDenied')],
  ] as const)('after %s', async (_, fault) => {
    api.failPuts('serve', fault, 'serve', 'serve', fault, 'serve', fault)
    const result = await send()
    expect(result.attempts).toEqual({ puts: PARTS + 3, renewals: 0, confirms: 1 })
    expect(result.receipt).toMatchObject({ checksum: 'matched' })
    expect((await storedBytes(api, result.uploadId)).equals(BYTES)).toBe(true)
  })

  it('after URLs that have run out', async () => {
    api.before = name => {
      if (name === 'PUT' && countOf(api, 'PUT') === 5) api.services.db.clock.advance(86_401)
    }
    const result = await send()
    expect(result.attempts.renewals).toBe(0)
    expect(countOf(api, 'PUT')).toBeLessThan(PARTS + 13)
    expect((await storedBytes(api, result.uploadId)).equals(BYTES)).toBe(true)
  })

  it('after parts that the store lost before the confirm', async () => {
    const { listParts } = api.services.store
    let hidden = 0
    api.services.store.listParts = async (ref, page) => {
      const found = await listParts(ref, page)
      if (found === null || hidden > 0) return found
      hidden += 1
      return { ...found, parts: found.parts.filter(({ partNumber }) => partNumber !== 7) }
    }
    api.before = name => {
      // The list that the client asks for must not show it either.
      if (name === 'listParts') hidden = 0
    }
    const result = await send()
    expect(result.attempts).toEqual({ puts: PARTS + 1, renewals: 0, confirms: 2 })
    expect(countOf(api, 'listParts')).toBe(1)
  })
})

describe('answers of the API that get lost or fail', () => {
  it.each(['create', 'signParts', 'confirm'])('are asked for again: %s', async name => {
    api.failCalls(name, 'drop', 'lose_answer', { status: 502, body: 'Bad Gateway' })
    const result = await send()
    expect(result).toMatchObject({ status: 'COMPLETED', attempts: { puts: PARTS, renewals: 0 } })
    const { results } = await client.trpc.uploads.list.query({ bucket: client.bucket })
    expect(results).toHaveLength(1)
  })

  it('for good end the upload with the server’s words', async () => {
    api.failCalls('signParts', apiRefusal(403, { code: 'QUOTA_EXCEEDED', retry: 'never' }))
    expect(await rejection(send())).toMatchObject({ code: 'QUOTA_EXCEEDED' })
    expect(countOf(api, 'PUT')).toBe(0)
  })
})

describe('bytes that are not those that were meant', () => {
  it('are found by the checksum of the whole, and all parts are sent again to another key', async () => {
    const { put } = api.services.store
    let damaged = false
    api.services.store.put = (signed, body, headers) => {
      const bytes = Buffer.from(body)
      if (!damaged) bytes.writeUInt8(bytes.readUInt8(0) ^ 1, 0)
      damaged = true
      return put(signed, bytes, headers)
    }
    const result = await send()
    expect(result.attempts).toEqual({ puts: 2 * PARTS, renewals: 1, confirms: 2 })
    expect((await storedBytes(api, result.uploadId)).equals(BYTES)).toBe(true)
  })

  it('and never become them end as the server says', async () => {
    const { put } = api.services.store
    api.services.store.put = (signed, body, headers) => put(signed, Buffer.from(body).fill(0), headers)
    expect(await rejection(send())).toMatchObject({ code: 'CHECKSUM_MISMATCH' })
  })
})

it('a multipart that is gone from the store is begun anew', async () => {
  const { store } = api.services
  let aborted = false
  api.before = async name => {
    if (name !== 'PUT' || aborted || countOf(api, 'PUT') < 5) return
    aborted = true
    for (const { key } of api.services.db.tables.keys.values())
      for (const multipartUploadId of await store.listMultiparts(key))
        await store.abortMultipart({ key, multipartUploadId })
  }
  const result = await send()
  expect(result.attempts.renewals).toBe(1)
  expect((await storedBytes(api, result.uploadId)).equals(BYTES)).toBe(true)
})
