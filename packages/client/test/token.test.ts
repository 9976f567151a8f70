import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { LandfallClientOptions } from '../src/options.ts'
import { startTestApi, type TestApi } from './support/test-api.ts'
import { connectClient, rejection } from './support/test-client.ts'

const BYTES = new TextEncoder().encode('sent with a token')
const LIFE_SECONDS = 900

let api: TestApi
/** What the token function was given, call by call. */
let previous: (string | null)[]
beforeEach(async () => {
  api = await startTestApi()
  previous = []
})
afterEach(() => api[Symbol.asyncDispose]())

/** The app's back end: it continues what the page had before. */
async function mint(continues: string | null = null): Promise<string> {
  const { bucketId: bucket } = api.services.place
  const minted = { bucket, continues, max_files: 5, expires_in_seconds: LIFE_SECONDS }
  return (await api.services.caller.tokens.create(minted)).token
}

async function fetchToken(before: string | null): Promise<string> {
  previous.push(before)
  return mint(before)
}

const connect = (token: LandfallClientOptions['token'] = fetchToken) =>
  connectClient(api, { apiKey: undefined, token } as Partial<LandfallClientOptions>)

const sentTokens = () => api.requests.map(({ headers }) => headers.authorization).filter(Boolean)
const elapse = (seconds: number) => api.services.db.clock.advance(seconds)

describe('a token', () => {
  it('as a text is sent as it is, and its end is the end', async () => {
    const client = connect(await mint())
    await client.upload(BYTES, { bucket: client.bucket })
    elapse(LIFE_SECONDS + 1)
    api.calls.length = 0
    expect(await rejection(client.upload(BYTES, { bucket: client.bucket }))).toMatchObject({
      code: 'TOKEN_EXPIRED',
      retry: 'never',
      status: 401,
    })
    expect(api.calls).toEqual(['create'])
  })

  it.each([
    ['at once', (before: string | null) => tokens.get(String(before)) ?? ''],
    ['later', async (before: string | null) => tokens.get(String(before)) ?? ''],
  ])('comes from a function, %s, and serves every request', async (_when, token) => {
    tokens.set('null', await mint())
    const client = connect(token)
    const uploads = Array.from({ length: 3 }, () =>
      client.upload(BYTES, { bucket: client.bucket, skipDuplicates: false }),
    )
    expect(await Promise.all(uploads)).toHaveLength(3)
    expect(new Set(sentTokens()).size).toBe(1)
  })
  const tokens = new Map<string, string>()

  it('that ends in the middle of an upload is followed by one that continues it', async () => {
    const client = connect()
    api.before = name => (name === 'PUT' ? elapse(LIFE_SECONDS + 1) : undefined)
    const { uploadId, attempts } = await client.upload(BYTES, { bucket: client.bucket })
    expect(api.calls).toEqual(['create', 'PUT', 'confirm', 'confirm'])
    const [first, second] = [...new Set(sentTokens())].map(header => header?.replace('Bearer ', ''))
    expect(previous).toEqual([null, first])
    expect(second).not.toBe(first)
    // No attempt of the upload was lost over it, and nobody waited.
    expect([attempts.confirms, client.clock.waits]).toEqual([1, []])
    expect(await client.trpc.uploads.get.query({ upload_id: uploadId })).toMatchObject({
      status: 'COMPLETED',
    })
  })

  it('is followed shortly before it ends', async () => {
    const client = connect()
    await client.upload(BYTES, { bucket: client.bucket })
    await client.clock.sleep((LIFE_SECONDS - 61) * 1000, new AbortController().signal)
    await client.upload(BYTES, { bucket: client.bucket })
    expect(previous).toHaveLength(1)
    await client.clock.sleep(2000, new AbortController().signal)
    await client.upload(BYTES, { bucket: client.bucket })
    expect(previous).toHaveLength(2)
  })

  it('is fetched once for all that find it over at the same moment', async () => {
    const client = connect()
    const { uploadId } = await client.upload(BYTES, { bucket: client.bucket })
    elapse(LIFE_SECONDS + 1)
    const ask = () => client.trpc.uploads.get.query({ upload_id: uploadId })
    const answers = await Promise.all(Array.from({ length: 8 }, ask))
    expect(answers.map(({ status }) => status)).toEqual(Array(8).fill('COMPLETED'))
    expect(previous).toHaveLength(2)
  })

  it('that was revoked is followed as well: whether, the app says', async () => {
    const client = connect()
    await client.upload(BYTES, { bucket: client.bucket })
    const [row] = [...api.services.db.tables.uploadTokens.values()]
    await api.services.caller.tokens.revoke({ token_id: row?.tokenId ?? '' })
    await client.upload(BYTES, { bucket: client.bucket })
    expect(previous).toHaveLength(2)
  })

  it('that is refused after it was just fetched is not fetched for ever', async () => {
    const client = connect()
    api.before = name => (name === 'create' ? elapse(LIFE_SECONDS + 1) : undefined)
    expect(await rejection(client.upload(BYTES, { bucket: client.bucket }))).toMatchObject({
      code: 'TOKEN_EXPIRED',
    })
    expect([previous.length, api.calls]).toEqual([2, ['create', 'create']])
  })

  it('that is forged is not followed', async () => {
    const client = connect(async before => {
      previous.push(before)
      return 'made.up.'
    })
    expect(await rejection(client.upload(BYTES, { bucket: client.bucket }))).toMatchObject({
      code: 'TOKEN_INVALID',
    })
    expect(previous).toHaveLength(1)
  })

  it('goes on while the route that would give the next is away', async () => {
    let isAway = false
    const client = connect(before => {
      if (isAway) throw new Error('no route')
      return fetchToken(before)
    })
    await client.upload(BYTES, { bucket: client.bucket })
    isAway = true
    await client.clock.sleep((LIFE_SECONDS - 30) * 1000, new AbortController().signal)
    await client.upload(BYTES, { bucket: client.bucket })
    await client.clock.sleep(60_000, new AbortController().signal)
    expect(await rejection(client.trpc.uploads.get.query({ upload_id: 'upl_1' }))).toMatchObject({
      cause: { code: 'TOKEN_UNAVAILABLE', retry: 'same_request' },
    })
  })

  it('has to be a text', async () => {
    const client = connect((async () => ({ token: 'x' })) as never)
    expect(await rejection(client.upload(BYTES, { bucket: client.bucket }))).toMatchObject({
      code: 'TOKEN_UNAVAILABLE',
      retry: 'never',
    })
  })
})
