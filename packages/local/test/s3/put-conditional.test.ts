import { readdir } from 'node:fs/promises'
import { GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3'
import { describe, expect, it } from 'vitest'
import { send } from './support/raw-http.ts'
import { signRequest } from './support/signer.ts'
import { BUCKET, startTestStore, type TestStore } from './support/test-store.ts'

const at = { Bucket: BUCKET, Key: 'key' }

async function readText(store: TestStore): Promise<string | undefined> {
  const got = await store.client.send(new GetObjectCommand(at))
  return got.Body?.transformToString()
}

function conditionalPut(store: TestStore, body: string, headers: Record<string, string>) {
  const url = `${store.endpoint}/${BUCKET}/key`
  return send({ ...signRequest({ method: 'PUT', url, headers }), body })
}

describe('If-None-Match: * on PUT', () => {
  it('stores once and answers 412 from then on, changing nothing', async () => {
    await using store = await startTestStore()
    await store.client.send(new PutObjectCommand({ ...at, Body: 'first', IfNoneMatch: '*' }))
    const second = store.client.send(new PutObjectCommand({ ...at, Body: 'second', IfNoneMatch: '*' }))
    await expect(second).rejects.toMatchObject({
      name: 'PreconditionFailed',
      $metadata: { httpStatusCode: 412 },
    })
    expect(await readText(store)).toBe('first')
  })

  it('lets exactly one of 100 concurrent PUTs win', async () => {
    await using store = await startTestStore()
    const bodies = Array.from({ length: 100 }, (_, n) => `writer ${n} `.repeat(1000 + n))
    const answers = await Promise.all(
      bodies.map(body => conditionalPut(store, body, { 'if-none-match': '*' })),
    )
    const winners = answers.flatMap((answer, n) => (answer.status === 200 ? [n] : []))
    expect(winners).toHaveLength(1)
    const losers = answers.filter(answer => answer.status !== 200)
    // 412 for whom the winner was done, 409 for whom it was just finishing.
    for (const loser of losers) {
      expect([412, 409]).toContain(loser.status)
      expect(loser.code).toBe(loser.status === 412 ? 'PreconditionFailed' : 'ConditionalRequestConflict')
    }
    expect(await readText(store)).toBe(bodies[winners[0] ?? -1])
  })

  it('is decided again when the body has come: an upload that began before another finished loses', async () => {
    await using store = await startTestStore()
    const url = `${store.endpoint}/${BUCKET}/key`
    const signed = signRequest({ method: 'PUT', url, headers: { 'if-none-match': '*' } })
    const released = Promise.withResolvers<void>()
    const slow = fetch(url, {
      method: 'PUT',
      headers: {
        ...Object.fromEntries(Object.entries(signed.headers).filter(([name]) => name !== 'host')),
        'content-length': '8',
      },
      body: new ReadableStream({
        async start(controller) {
          controller.enqueue(Buffer.from('slow'))
          await released.promise
          controller.enqueue(Buffer.from('slow'))
          controller.close()
        },
      }),
      duplex: 'half',
    } as RequestInit)
    while (!(await hasStagedFile(store))) await new Promise(resolve => setTimeout(resolve, 5))
    await store.client.send(new PutObjectCommand({ ...at, Body: 'fast', IfNoneMatch: '*' }))
    released.resolve()
    expect((await slow).status).toBe(412)
    expect(await readText(store)).toBe('fast')
  })

  it('takes nothing but *', async () => {
    await using store = await startTestStore()
    const answer = await conditionalPut(store, 'x', { 'if-none-match': '"abc"' })
    expect(answer).toMatchObject({ status: 501, code: 'NotImplemented' })
  })
})

describe('If-Match on PUT', () => {
  it('replaces the object it names, 412 for another, 404 where there is none', async () => {
    await using store = await startTestStore()
    const absent = store.client.send(new PutObjectCommand({ ...at, Body: 'x', IfMatch: '"abc"' }))
    await expect(absent).rejects.toMatchObject({ name: 'NoSuchKey', $metadata: { httpStatusCode: 404 } })
    const { ETag: first } = await store.client.send(new PutObjectCommand({ ...at, Body: 'first' }))
    await store.client.send(new PutObjectCommand({ ...at, Body: 'second', IfMatch: first }))
    const stale = store.client.send(new PutObjectCommand({ ...at, Body: 'third', IfMatch: first }))
    await expect(stale).rejects.toMatchObject({ name: 'PreconditionFailed' })
    expect(await readText(store)).toBe('second')
  })

  it('lets exactly one of many writers with the same ETag win', async () => {
    await using store = await startTestStore()
    const { ETag = '' } = await store.client.send(new PutObjectCommand({ ...at, Body: 'base' }))
    const answers = await Promise.all(
      Array.from({ length: 30 }, (_, n) => conditionalPut(store, `writer ${n}`, { 'if-match': ETag })),
    )
    expect(answers.filter(answer => answer.status === 200)).toHaveLength(1)
    expect(answers.filter(({ status }) => status === 412 || status === 409)).toHaveLength(29)
  })
})

async function hasStagedFile(store: TestStore): Promise<boolean> {
  return (await readdir(`${store.dir}/tmp`)).length > 0
}
