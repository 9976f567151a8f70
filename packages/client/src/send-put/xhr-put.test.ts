import { beforeEach, describe, expect, it } from 'vitest'
import { rejection } from '../../test/support/test-client.ts'
import { sourceFromBlob } from '../source/blob-source.ts'
import { wholeOf } from '../source/source.ts'
import { createXhrPut, type XhrLike } from './xhr-put.ts'

/** What a browser does, on command. */
class FakeXhr implements XhrLike {
  request: { method: string; url: string; headers: Record<string, string>; body: Blob | null } = {
    method: '',
    url: '',
    headers: {},
    body: null,
  }
  status = 0
  responseText = ''
  exposed: Record<string, string> = {}
  upload: XhrLike['upload'] = { onprogress: null }
  onload: XhrLike['onload'] = null
  onerror: XhrLike['onerror'] = null
  onabort: XhrLike['onabort'] = null
  ontimeout: XhrLike['ontimeout'] = null
  open(method: string, url: string) {
    Object.assign(this.request, { method, url })
  }
  setRequestHeader(name: string, value: string) {
    this.request.headers[name] = value
  }
  send(body: Blob) {
    this.request.body = body
  }
  abort() {
    this.onabort?.()
  }
  getResponseHeader(name: string) {
    return this.exposed[name] ?? null
  }
  answer(status: number, exposed: Record<string, string> = {}, text = '') {
    Object.assign(this, { status, exposed, responseText: text })
    this.onload?.()
  }
}

let xhr: FakeXhr
let sent: number[]
beforeEach(() => {
  xhr = new FakeXhr()
  sent = []
})

const blob = new Blob(['0123456789'])
const put = (signal = new AbortController().signal, idleTimeoutMs?: number) =>
  createXhrPut(
    () => xhr,
    idleTimeoutMs,
  )({
    url: 'https://store.test/key?signature',
    headers: { 'content-type': 'text/plain', 'content-length': '10', 'if-none-match': '*' },
    source: wholeOf(sourceFromBlob(blob)),
    signal,
    onSent: bytes => sent.push(bytes),
  })

describe('the PUT of a browser', () => {
  it('sends the Blob itself with the signed headers, but leaves the length to the browser', async () => {
    const outcome = put()
    xhr.answer(200, { etag: '"abc"' })
    expect(await outcome).toMatchObject({ kind: 'answered', status: 200, etag: '"abc"' })
    expect(xhr.request).toEqual({
      method: 'PUT',
      url: 'https://store.test/key?signature',
      headers: { 'content-type': 'text/plain', 'if-none-match': '*' },
      body: blob,
    })
  })

  it('tells progress as the browser does, and the whole at the end', async () => {
    const outcome = put()
    xhr.upload.onprogress?.({ loaded: 4 })
    xhr.answer(200)
    await outcome
    expect(sent).toEqual([4, 10])
  })

  it('does without an ETag that CORS does not expose', async () => {
    const outcome = put()
    xhr.answer(200)
    expect(await outcome).toMatchObject({ status: 200, etag: null })
  })

  it('reads the store’s own words in a refusal, and claims no progress for it', async () => {
    const outcome = put()
    xhr.answer(
      403,
      { 'retry-after': '3' },
      '<Error><Code>AccessDenied</Code><Message>Expired</Message></Error>',
    )
    expect(await outcome).toEqual({
      kind: 'answered',
      status: 403,
      etag: null,
      retryAfterMs: 3000,
      storeCode: 'AccessDenied',
      storeMessage: 'Expired',
    })
    expect(sent).toEqual([])
  })

  it('gives a connection up on which nothing moves any more', async () => {
    const aborted = new Promise<void>(done => {
      xhr.abort = () => {
        done()
        xhr.onabort?.()
      }
    })
    const outcome = put(new AbortController().signal, 1)
    xhr.upload.onprogress?.({ loaded: 4 })
    await aborted
    expect(await outcome).toEqual({ kind: 'unanswered', cause: null })
  })

  it.each(['onerror', 'ontimeout', 'onabort'] as const)('knows nothing after %s', async event => {
    const outcome = put()
    xhr[event]?.()
    expect(await outcome).toEqual({ kind: 'unanswered', cause: null })
  })

  it('rejects with the reason only when it was our signal that aborted it', async () => {
    const abort = new AbortController()
    const outcome = put(abort.signal)
    abort.abort('enough')
    expect(await rejection(outcome)).toBe('enough')
    expect(await rejection(put(abort.signal))).toBe('enough')
  })
})
