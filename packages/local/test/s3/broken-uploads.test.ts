import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { ListObjectsV2Command, PutObjectCommand } from '@aws-sdk/client-s3'
import { describe, expect, it, onTestFinished } from 'vitest'
import { openSocket, requestHead, send } from './support/raw-http.ts'
import { type SignedRequest, signRequest } from './support/signer.ts'
import { BUCKET, startTestStore, type TestStore } from './support/test-store.ts'

const MIB = 1024 * 1024

function signPut(store: TestStore, headers: Record<string, string> = {}): SignedRequest {
  return signRequest({ method: 'PUT', url: `${store.endpoint}/${BUCKET}/key`, headers })
}

/** The head of a PUT that announces so many bytes. */
function headOf(signed: SignedRequest, announcedBytes: number, more: Record<string, string> = {}): string {
  return requestHead({
    ...signed,
    headers: { ...signed.headers, 'content-length': String(announcedBytes), ...more },
  })
}

async function stagedFiles(store: TestStore): Promise<string[]> {
  return readdir(join(store.dir, 'tmp'))
}

async function waitUntil(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise(resolve => setTimeout(resolve, 5))
}

async function expectNothingStored(store: TestStore): Promise<void> {
  await waitUntil(async () => (await stagedFiles(store)).length === 0)
  const list = await store.client.send(new ListObjectsV2Command({ Bucket: BUCKET }))
  expect(list.KeyCount).toBe(0)
}

describe('an upload that does not come true', () => {
  it('because the client goes away in the middle stores nothing and leaves nothing', async () => {
    await using store = await startTestStore()
    const { socket } = openSocket(store.endpoint)
    socket.write(headOf(signPut(store), 10 * MIB))
    socket.write(Buffer.alloc(3 * MIB))
    await waitUntil(async () => (await stagedFiles(store)).length === 1)
    socket.resetAndDestroy()
    await expectNothingStored(store)
    await waitUntil(async () => store.lines.some(line => line.code === 'IncompleteBody'))
    expect(store.lines.filter(line => line.code === 'IncompleteBody')).toHaveLength(1)
  })

  it('because fewer bytes come than Content-Length says is an IncompleteBody', async () => {
    await using store = await startTestStore()
    const { socket, closed } = openSocket(store.endpoint)
    socket.end(`${headOf(signPut(store), 100)}only these`)
    expect(await closed).toContain('<Code>IncompleteBody</Code>')
    await expectNothingStored(store)
  })

  it('because the client falls silent is a RequestTimeout', async () => {
    await using store = await startTestStore({ bodyIdleMs: 100 })
    const { socket, closed } = openSocket(store.endpoint)
    socket.write(`${headOf(signPut(store), 100)}some`)
    expect(await closed).toMatch(/^HTTP\/1\.1 400 .*<Code>RequestTimeout<\/Code>/s)
    await expectNothingStored(store)
  })

  it('leaves what was stored before as it was', async () => {
    await using store = await startTestStore()
    await store.client.send(new PutObjectCommand({ Bucket: BUCKET, Key: 'key', Body: 'before' }))
    const { socket, closed } = openSocket(store.endpoint)
    socket.end(`${headOf(signPut(store), 100)}after`)
    await closed
    const got = await send(signRequest({ method: 'GET', url: `${store.endpoint}/${BUCKET}/key` }))
    expect(got.text).toBe('before')
  })

  it('but only pauses shorter than the limit is stored', async () => {
    await using store = await startTestStore({ bodyIdleMs: 1500 })
    const { socket, closed } = openSocket(store.endpoint)
    socket.write(headOf(signPut(store), 8))
    for (const piece of ['ab', 'cd', 'ef', 'gh']) {
      await new Promise(resolve => setTimeout(resolve, 500))
      socket.write(piece)
    }
    expect(await closed).toMatch(/^HTTP\/1\.1 200 /)
  })
})

describe('Expect: 100-continue', () => {
  it('is answered before the body of a request that will be taken', async () => {
    await using store = await startTestStore()
    const { socket, closed, until } = openSocket(store.endpoint)
    socket.write(headOf(signPut(store), 4, { expect: '100-continue' }))
    await until('HTTP/1.1 100 Continue\r\n\r\n')
    socket.write('body')
    expect(await closed).toContain('HTTP/1.1 200 OK')
  })

  it('spares the body of one that will not', async () => {
    await using store = await startTestStore()
    await store.client.send(new PutObjectCommand({ Bucket: BUCKET, Key: 'key', Body: 'there' }))
    const forged = {
      ...signPut(store),
      headers: { ...signPut(store).headers, authorization: 'AWS4-HMAC-SHA256 x' },
    }
    const refusals: [SignedRequest, string][] = [
      [forged, 'AuthorizationHeaderMalformed'],
      [signPut(store, { 'if-none-match': '*' }), 'PreconditionFailed'],
      [signPut(store, { 'x-amz-tagging': 'a=b' }), 'NotImplemented'],
      [signPut(store, { 'content-md5': 'no' }), 'InvalidDigest'],
    ]
    for (const [request, code] of refusals) {
      const { socket, closed } = openSocket(store.endpoint)
      // It asks to keep the connection; the store cannot, since it does not know whether the body will come.
      socket.write(headOf(request, 10 * MIB, { expect: '100-continue', connection: 'keep-alive' }))
      const answer = await closed
      expect(answer).toMatch(/^HTTP\/1\.1 4|^HTTP\/1\.1 501/)
      expect(answer).toContain(`<Code>${code}</Code>`)
      expect(answer).not.toContain('100 Continue')
    }
  })

  it('works with the SDK, which asks it for large bodies', async () => {
    await using store = await startTestStore()
    const Body = Buffer.alloc(5 * MIB, 1)
    await store.client.send(new PutObjectCommand({ Bucket: BUCKET, Key: 'key', Body }))
    const refused = store.client.send(
      new PutObjectCommand({ Bucket: BUCKET, Key: 'key', Body, IfNoneMatch: '*' }),
    )
    await expect(refused).rejects.toMatchObject({ name: 'PreconditionFailed' })
  })
})

describe('a refusal while the body is still coming', () => {
  const BIG = Buffer.alloc(40 * MIB, 'x')

  it('reaches a client that sends all of it first, and the connection goes on', async () => {
    await using store = await startTestStore()
    const { socket, until } = openSocket(store.endpoint)
    onTestFinished(() => void socket.destroy())
    const signed = signPut(store)
    const head = headOf(
      { ...signed, headers: { ...signed.headers, 'x-amz-date': '20200101T000000Z' } },
      BIG.length,
      {
        connection: 'keep-alive',
      },
    )
    socket.write(head)
    await new Promise(resolve => socket.write(BIG, resolve))
    await until('</Error>')
    socket.write(requestHead({ method: 'GET', url: `${store.endpoint}/${BUCKET}/second`, headers: {} }))
    const answers = await until('<Code>AccessDenied</Code>')
    expect(answers.match(/HTTP\/1\.1 4\d\d/g)).toHaveLength(2)
  })

  it('reaches fetch', async () => {
    await using store = await startTestStore()
    for (let round = 0; round < 5; round += 1) {
      const answer = await fetch(`${store.endpoint}/${BUCKET}/key`, { method: 'PUT', body: BIG })
      expect(answer.status).toBe(403)
      expect(await answer.text()).toContain('<Code>AccessDenied</Code>')
    }
  })

  it('reaches node:http, also when it comes in the middle of the body', async () => {
    await using store = await startTestStore()
    const signed = signRequest({
      method: 'PUT',
      url: `${store.endpoint}/${BUCKET}/key`,
      payloadHash: 'STREAMING-UNSIGNED-PAYLOAD-TRAILER',
      headers: { 'x-amz-decoded-content-length': String(BIG.length) },
    })
    const broken = Buffer.concat([
      Buffer.from('2000\r\n'),
      Buffer.alloc(8192),
      Buffer.from('no chunk\r\n'),
      BIG,
    ])
    expect(await send({ ...signed, body: broken })).toMatchObject({ status: 400, code: 'IncompleteBody' })
    await expectNothingStored(store)
  })

  it('in the middle of the body leaves the connection usable', async () => {
    await using store = await startTestStore()
    // A good chunk first: while it goes to the disk, the bytes after it wait, and the socket is paused.
    const good = [Buffer.from(`${(8 * MIB).toString(16)}\r\n`), Buffer.alloc(8 * MIB), Buffer.from('\r\n')]
    const body = Buffer.concat([...good, Buffer.from('no chunk\r\n'), BIG])
    const headers = { 'x-amz-decoded-content-length': String(BIG.length) }
    for (let round = 0; round < 4; round += 1) {
      const { socket, until } = openSocket(store.endpoint)
      onTestFinished(() => void socket.destroy())
      const url = `${store.endpoint}/${BUCKET}/key`
      const payloadHash = 'STREAMING-UNSIGNED-PAYLOAD-TRAILER'
      const signed = signRequest({ method: 'PUT', url, payloadHash, headers })
      socket.write(headOf(signed, body.length, { connection: 'keep-alive' }))
      await new Promise(resolve => socket.write(body, resolve))
      await until('<Code>IncompleteBody</Code>')
      socket.write(requestHead({ method: 'GET', url: `${store.endpoint}/${BUCKET}/second` }))
      await until('<Code>AccessDenied</Code>')
    }
  })
})
