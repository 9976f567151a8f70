import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { storeRefusal } from './support/faults.ts'
import { startTestApi, type TestApi } from './support/test-api.ts'
import { connectClient, rejection, type TestClient } from './support/test-client.ts'

let api: TestApi
let client: TestClient
beforeEach(async () => {
  api = await startTestApi()
  client = connectClient(api)
})
afterEach(() => api[Symbol.asyncDispose]())

/** Above the size from which the client waits for `100 Continue`. */
const BYTES = new Uint8Array(3 * 1024 * 1024).fill(7)

const send = () => client.upload(BYTES, { bucket: client.bucket })
const attempts = async () => (await send()).attempts

describe('a PUT that failed on the way is sent again to the same URL', () => {
  it('when the connection was refused', async () => {
    api.failPuts('drop')
    expect(await attempts()).toEqual({ puts: 2, renewals: 0, confirms: 1 })
  })

  it('when it broke half way', async () => {
    api.failPuts('drop_half', 'drop_half')
    expect(await attempts()).toEqual({ puts: 3, renewals: 0, confirms: 1 })
    expect(api.services.store.keys()).toHaveLength(1)
  })

  it.each([
    storeRefusal(500, 'InternalError'),
    storeRefusal(503, 'SlowDown'),
    storeRefusal(400, 'RequestTimeout'),
    storeRefusal(400, 'BadDigest'),
    storeRefusal(409, 'ConditionalRequestConflict'),
    storeRefusal(429, 'TooManyRequests'),
  ])('when the store answered $status: %#', async fault => {
    api.failPuts(fault)
    expect(await attempts()).toEqual({ puts: 2, renewals: 0, confirms: 1 })
  })

  it('after what Retry-After asks for, and otherwise with growing waits', async () => {
    api.failPuts(storeRefusal(503, 'SlowDown', { 'retry-after': '7' }), 'drop', 'drop')
    await send()
    const [asked, second = 0, third = 0] = client.clock.waits
    expect(asked).toBe(7000)
    expect(second).toBeGreaterThanOrEqual(1000)
    expect(second).toBeLessThanOrEqual(2000)
    expect(third).toBeGreaterThanOrEqual(2000)
    expect(third).toBeLessThanOrEqual(4000)
  })
})

describe('bytes that may be there already', () => {
  it('are confirmed by size and checksum when the answer was lost and the second PUT meets 412', async () => {
    api.failPuts('lose_answer')
    const result = await send()
    expect(result.attempts).toEqual({ puts: 2, renewals: 0, confirms: 1 })
    expect(result.receipt).toMatchObject({ size: 'matched', etag: 'not_claimed', checksum: 'matched' })
  })

  it('are renewed when they are not ours', async () => {
    // Somebody wrote other bytes of the same length to our key: only the checksum can tell.
    api.before = name => {
      const [key] = [...api.services.db.tables.keys.values()].map(row => row.key)
      if (name === 'PUT' && key !== undefined && api.services.store.keys().length === 0)
        api.services.store.write(key, new Uint8Array(BYTES.length).fill(8))
    }
    // What was written there has no checksum of its own, so the store is told one.
    const head = api.services.store.head
    api.services.store.head = async (key, version) => {
      const seen = await head(key, version)
      return seen && seen.checksums.SHA256 === undefined ? { ...seen, checksums: { SHA256: 'other' } } : seen
    }
    const result = await send()
    expect(result.attempts).toEqual({ puts: 2, renewals: 1, confirms: 2 })
    expect(result.response.upload_id).toBe(result.uploadId)
    expect(api.services.store.keys()).toHaveLength(2)
  })

  it('are renewed when nothing is there after all PUTs went unanswered', async () => {
    api.failPuts('drop', 'drop', 'drop', 'drop')
    const result = await send()
    expect(result.attempts).toEqual({ puts: 5, renewals: 1, confirms: 2 })
  })

  it('are looked for before a refused URL makes us send them again', async () => {
    api.failPuts('lose_answer', storeRefusal(403, 'AccessDenied'))
    expect(await attempts()).toEqual({ puts: 2, renewals: 0, confirms: 1 })
  })
})

describe('a URL that is refused', () => {
  it('because it ran out is renewed before any byte is sent in vain', async () => {
    api.before = name => {
      if (name === 'PUT' && api.services.store.keys().length === 0 && api.calls.length === 2)
        api.services.db.clock.advance(3601)
    }
    const result = await send()
    expect(result.attempts).toEqual({ puts: 2, renewals: 1, confirms: 1 })
    expect(api.calls).toEqual(['create', 'PUT', 'renew', 'PUT', 'confirm'])
  })

  it('for ever ends as PUT_REFUSED after two renewals', async () => {
    api.failPuts(
      ...Array(3).fill(storeRefusal(403, 'AccessDenied')),
      storeRefusal(418, 'must not be reached'),
    )
    const error = await rejection(send())
    expect(error).toMatchObject({ code: 'PUT_REFUSED', status: 403, details: { store_code: 'AccessDenied' } })
    expect(api.calls.filter(name => name === 'PUT')).toHaveLength(3)
  })
})

describe('a confirm that refuses the bytes', () => {
  it('as damaged makes a renewal and sends them again', async () => {
    let heads = 0
    const head = api.services.store.head
    api.services.store.head = async (key, version) => {
      const seen = await head(key, version)
      heads += 1
      return seen && heads === 1 ? { ...seen, etag: 'damaged' } : seen
    }
    const result = await send()
    expect(result.attempts).toEqual({ puts: 2, renewals: 1, confirms: 2 })
    const { attempt } = await client.trpc.uploads.get.query({
      bucket: client.bucket,
      upload_id: result.uploadId,
    })
    expect(attempt).toBe(2)
  })

  it('as damaged every time ends with the server’s words after two renewals', async () => {
    const head = api.services.store.head
    api.services.store.head = async (key, version) => {
      const seen = await head(key, version)
      return seen && { ...seen, sizeBytes: 1 }
    }
    const error = await rejection(send())
    expect(error).toMatchObject({
      code: 'SIZE_MISMATCH',
      retry: 'after_renew',
      details: { expected: BYTES.length, observed: 1 },
    })
    expect(api.calls.filter(name => name === 'renew')).toHaveLength(2)
  })

  it('as absent although the store took them makes another PUT', async () => {
    let heads = 0
    const { head, keys } = api.services.store
    api.services.store.head = async (key, version) => {
      heads += 1
      if (heads > 1) return head(key, version)
      for (const lost of keys()) await api.services.store.delete(lost)
      return null
    }
    expect(await attempts()).toEqual({ puts: 2, renewals: 0, confirms: 2 })
  })

  it('because somebody else settled other ones changes nothing any more', async () => {
    api.before = async name => {
      if (name !== 'confirm' || api.calls.filter(call => call === 'confirm').length > 1) return
      const [row] = [...api.services.db.tables.uploads.values()]
      const ref = { bucket: client.bucket, upload_id: row?.declared.uploadId ?? '' }
      await api.services.caller.uploads.confirm(ref)
      if (row) row.sourceEtag = 'another'
    }
    const error = await rejection(send())
    expect(error).toMatchObject({ code: 'ETAG_MISMATCH', details: { settled_by: 'client' } })
    expect(api.calls).toEqual(['create', 'PUT', 'confirm'])
  })

  it('and meets an upload that was settled in between asks once more what it became', async () => {
    // All PUTs fail for us, the first one lands late, and a sweep settles it between our confirm and our renewal.
    api.failPuts('drop', 'drop', 'drop', 'drop')
    api.before = async name => {
      if (name !== 'renew') return
      const [row] = [...api.services.db.tables.uploads.values()]
      const [key] = [...api.services.db.tables.keys.values()]
      if (key) api.services.store.write(key.key, BYTES)
      await api.services.caller.uploads.confirm({
        bucket: client.bucket,
        upload_id: row?.declared.uploadId ?? '',
      })
    }
    const result = await send()
    expect(result).toMatchObject({ status: 'COMPLETED', attempts: { puts: 4, renewals: 1, confirms: 2 } })
  })
})

describe('what cannot be put right', () => {
  it('a store that is away is NETWORK, not "nothing was stored"', async () => {
    api.failPuts(...Array(12).fill('drop'))
    const error = await rejection(send())
    expect(error).toMatchObject({ code: 'NETWORK', retry: 'after_put', details: { target: 'store' } })
    expect(api.calls.filter(name => name === 'PUT')).toHaveLength(12)
  })

  it('a store that keeps failing is STORE_FAILING with its own words', async () => {
    api.failPuts(...Array(12).fill(storeRefusal(500, 'InternalError')))
    expect(await rejection(send())).toMatchObject({
      code: 'STORE_FAILING',
      status: 500,
      message: 'The store answered 500 to the PUT (InternalError: Injected)',
    })
  })

  it('a refusal of the store that no repetition changes is not repeated', async () => {
    api.failPuts(storeRefusal(400, 'EntityTooLarge'))
    expect(await rejection(send())).toMatchObject({ code: 'PUT_REFUSED', retry: 'never', status: 400 })
    expect(api.calls).toEqual(['create', 'PUT'])
  })

  it('a stream whose PUT broke is SOURCE_SPENT, and the cause is kept', async () => {
    api.failPuts('drop_half')
    const stream = Readable.from([BYTES])
    const error = await rejection(
      client.upload(stream, { bucket: client.bucket, fileSizeBytes: BYTES.length }),
    )
    expect(error).toMatchObject({ code: 'SOURCE_SPENT', cause: { code: 'NETWORK' } })
  })

  it('a stream whose answer alone was lost is confirmed all the same', async () => {
    api.failPuts('lose_answer')
    const result = await client.upload(Readable.from([BYTES]), {
      bucket: client.bucket,
      fileSizeBytes: BYTES.length,
    })
    expect(result.attempts).toEqual({ puts: 1, renewals: 0, confirms: 1 })
  })

  it('a stream that was not read yet is sent again', async () => {
    // The connection breaks before `100 Continue`, so nothing of the stream was asked for.
    api.failPuts('drop')
    const result = await client.upload(Readable.from([BYTES]), {
      bucket: client.bucket,
      fileSizeBytes: BYTES.length,
    })
    expect(result.attempts).toEqual({ puts: 2, renewals: 0, confirms: 1 })
  })

  it.each(['second, longer', 'other'])(
    'a file that is "%s" after it was hashed is SOURCE_CHANGED, and nothing of it is stored',
    async changed => {
      const dir = await mkdtemp(join(tmpdir(), 'landfall-client-'))
      const path = join(dir, 'log.txt')
      await writeFile(path, 'first')
      api.before = name => (name === 'create' ? writeFile(path, changed) : undefined)
      const error = await rejection(client.upload({ path }, { bucket: client.bucket }))
      const details = { expected: 5, observed: changed.length }
      expect(error).toMatchObject({ code: 'SOURCE_CHANGED', details })
      expect(api.services.store.keys()).toEqual([])
      await rm(dir, { recursive: true })
    },
  )

  it.each([
    [4, 'only 3'],
    [2, 'more'],
  ])('a stream of 3 bytes that was announced with %d is SOURCE_CHANGED', async (fileSizeBytes, seen) => {
    const stream = Readable.from([Buffer.from('abc')])
    const error = await rejection(client.upload(stream, { bucket: client.bucket, fileSizeBytes }))
    expect(error).toMatchObject({
      code: 'SOURCE_CHANGED',
      message: expect.stringContaining(`has ${seen} bytes`),
    })
  })

  it('a source that fails is SOURCE_UNREADABLE with its cause', async () => {
    const failure = new Error('disk on fire')
    async function* broken() {
      yield Buffer.from('a')
      throw failure
    }
    const error = await rejection(client.upload(broken(), { bucket: client.bucket, fileSizeBytes: 2 }))
    expect(error).toMatchObject({ code: 'SOURCE_UNREADABLE', cause: failure })
  })
})
