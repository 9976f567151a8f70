import type { AppRouter } from '@landfall/core/trpc'
import { createTRPCClient, httpSubscriptionLink, TRPCClientError } from '@trpc/client'
import { EventSource } from 'eventsource'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Api, send, startApi } from './support/start-api.ts'
import { FILE, mint, UPLOADS } from './support/tokens.ts'
import { confirm, createUpload, put } from './support/uploads.ts'

let api: Api
beforeAll(async () => {
  api = await startApi()
})
afterAll(() => api[Symbol.asyncDispose]())

interface Told {
  statuses: string[]
  /** What it ended with; null while it goes on. */
  end: string | null
}

/** As a page or a back end does it: tRPC's own client, with an EventSource that sends headers. */
function watch(uploadId: string, secret: string): Told {
  const link = httpSubscriptionLink<AppRouter, typeof EventSource>({
    url: `${api.url}/trpc`,
    EventSource,
    eventSourceOptions: {
      fetch: (url, init) =>
        fetch(url, { ...init, headers: { ...init.headers, authorization: `Bearer ${secret}` } }),
    },
  })
  const client = createTRPCClient<AppRouter>({ links: [link] })
  const told: Told = { statuses: [], end: null }
  client.uploads.watch.subscribe(
    { upload_id: uploadId },
    {
      onData: ({ data }) => void told.statuses.push(data.status),
      onComplete: () => {
        told.end = 'complete'
      },
      onError: error => {
        told.end = codeOf(error)
      },
    },
  )
  return told
}

const codeOf = (error: unknown): string =>
  error instanceof TRPCClientError ? (error.data?.error?.details.code ?? error.message) : String(error)

describe('uploads.watch through httpSubscriptionLink', () => {
  it('tells each state, and completes after the final one', async () => {
    const upload = await createUpload(api)
    await put(upload)
    const told = watch(upload.upload_id, api.tenant.apiKey)
    await expect.poll(() => told.statuses, { timeout: 15_000 }).toEqual(['PENDING'])
    await confirm(api, upload.upload_id)
    await expect.poll(() => told.end, { timeout: 15_000 }).toBe('complete')
    expect(told.statuses).toEqual(['PENDING', 'COMPLETED'])
  })

  it('ends when the token is revoked that it was begun with, and tells nothing more', async () => {
    const { token, token_id } = await mint(api)
    const created = await send(`${api.url}${UPLOADS}`, 'POST', { key: token, json: FILE })
    const id = created.body.upload_id as string
    const [own, other] = [watch(id, token), watch(id, api.tenant.apiKey)]
    await expect.poll(() => [...own.statuses, ...other.statuses], { timeout: 15_000 }).toHaveLength(2)

    expect((await api.call('DELETE', `/v1/tokens/${token_id}`)).status).toBe(204)
    await api.call('DELETE', `${UPLOADS}/${id}`)
    await expect.poll(() => own.end, { timeout: 15_000 }).toBe('TOKEN_REVOKED')
    await expect.poll(() => other.end, { timeout: 15_000 }).toBe('complete')
    expect([own.statuses, other.statuses]).toEqual([['PENDING'], ['PENDING', 'CANCELED']])
  })
})
