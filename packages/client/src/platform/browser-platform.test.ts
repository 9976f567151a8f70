import { createHash, webcrypto } from 'node:crypto'
import { Readable } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { startTestApi } from '../../test/support/test-api.ts'
import { connectClient, rejection } from '../../test/support/test-client.ts'
import { createClient } from '../create-client.ts'
import { MAX_IN_MEMORY_BYTES } from '../hash/web-sha256.ts'
import type { SourceHints } from '../source/source.ts'
import { createBrowserPlatform } from './browser-platform.ts'

const browser = (parts: Partial<Parameters<typeof createBrowserPlatform>[0]> = {}) =>
  createBrowserPlatform({
    createXhr: null,
    subtle: webcrypto.subtle as never,
    fetch,
    startWorker: () => {
      throw new Error('not here')
    },
    network: {},
    indexedDb: null,
    ...parts,
  })

const how = { signal: new AbortController().signal, onHashed: () => undefined }
const hints: SourceHints = { fileSizeBytes: null, streamDigest: null, heldBytes: 0 }

describe('in a browser', () => {
  it('a File is uploaded whole, here by fetch as in a service worker', async () => {
    await using api = await startTestApi()
    const token = { dangerouslyAllowApiKeyInBrowser: true }
    const { upload, bucket } = connectClient(api, token, browser())
    const file = new File(['from the page'], 'page.txt', { type: 'text/plain' })
    const sent: number[] = []
    const result = await upload(file, { bucket, onProgress: ({ sentBytes }) => sent.push(sentBytes) })
    expect(result.receipt).toMatchObject({ checksum: 'matched', etag: 'matched', guard: 'CONDITIONAL' })
    expect(sent.at(-1)).toBe(file.size)
  })

  it('a store that cannot be read is CORS_HINT', async () => {
    await using api = await startTestApi()
    const token = { dangerouslyAllowApiKeyInBrowser: true }
    const isStore = (url: string) => url.includes('/store/')
    const hidden = browser({
      fetch: (url, init) =>
        isStore(url) ? Promise.reject(new TypeError('Failed to fetch')) : fetch(url, init),
    })
    const { upload, bucket } = connectClient(api, token, hidden)
    expect(await rejection(upload(new Blob(['x']), { bucket }))).toMatchObject({ code: 'CORS_HINT' })
  })

  it('hashes what fits into memory, and nothing without WebCrypto', async () => {
    const bytes = new TextEncoder().encode('abc')
    const source = await browser().openSource(bytes, hints)
    expect(await browser().sha256(source, how)).toBe(createHash('sha256').update(bytes).digest('hex'))
    expect(await browser({ subtle: null }).sha256(source, how)).toBeNull()
    const large = { ...source, blob: { size: MAX_IN_MEMORY_BYTES + 1 } as Blob }
    expect(await browser().sha256(large, how)).toBeNull()
  })

  it('refuses an API key that a token function hands out, and sends it nowhere', async () => {
    await using api = await startTestApi()
    const options = { apiKey: undefined, token: async () => 'sk_test' } as object
    const { upload, bucket } = connectClient(api, options, browser())
    expect(await rejection(upload(new Blob(['x']), { bucket }))).toMatchObject({ code: 'INVALID_OPTIONS' })
    expect(api.requests).toEqual([])
  })

  it('refuses what only Node can read', async () => {
    for (const input of [{ path: '/etc/passwd' }, Readable.from([])]) {
      expect(await rejection(browser().openSource(input, hints))).toMatchObject({ code: 'SOURCE_UNREADABLE' })
    }
  })

  it('refuses an API key, unless the page says that it knows what it does', () => {
    const options = { url: 'http://api.test', apiKey: 'sk_secret' }
    const refusal = 'An API key in a page belongs to every visitor'
    expect(() => createClient(browser(), options)).toThrow(refusal)
    expect(() => createClient(browser(), { ...options, apiKey: 'any other text' })).toThrow(refusal)
    expect(() => createClient(browser(), { url: options.url, token: 'sk_secret' })).toThrow(refusal)
    expect(createClient(browser(), { ...options, dangerouslyAllowApiKeyInBrowser: true }).upload).toBeTypeOf(
      'function',
    )
  })
})
