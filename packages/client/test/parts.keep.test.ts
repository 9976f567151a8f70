import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createMemoryStore, LandfallError, type UploadState, type UploadStore } from '../src/node.ts'
import { BYTES, connectPartsClient, countOf, PART_BYTES, PARTS, storedBytes } from './support/parts-client.ts'
import { startTestApi, type TestApi } from './support/test-api.ts'
import { rejection } from './support/test-client.ts'

let api: TestApi
let kept: UploadStore
let abort: AbortController
let states: UploadState[]
let dir: string
let path: string
beforeEach(async () => {
  api = await startTestApi()
  kept = createMemoryStore()
  abort = new AbortController()
  states = []
  dir = await mkdtemp(join(tmpdir(), 'landfall-keep-'))
  path = join(dir, 'film.mov')
  await writeFile(path, BYTES)
})
afterEach(async () => {
  await api[Symbol.asyncDispose]()
  await rm(dir, { recursive: true })
})

function send(resume: UploadStore | false = kept) {
  const client = connectPartsClient(api, resume)
  return client.upload(
    { path },
    {
      bucket: client.bucket,
      signal: abort.signal,
      afterAbort: 'keep',
      onState: state => states.push(state),
    },
  )
}

const statuses = () => [...api.services.db.tables.uploads.values()].map(({ status }) => status)
const uploadIdOf = (error: unknown) =>
  error instanceof LandfallError ? String(error.details.upload_id) : 'no error of ours'

/** Interrupts as soon as this is asked for the nth time, before it is answered. */
function abortAt(name: string, nth = 1) {
  let seen = 0
  api.before = asked => {
    if (asked === name) seen += 1
    if (asked === name && seen === nth) abort.abort()
  }
}

describe('an abort that keeps', () => {
  it('leaves an upload in parts open, and the same file goes on from there', async () => {
    abortAt('PUT', 12)
    const error = await rejection(send())
    const id = uploadIdOf(error)
    expect(error).toMatchObject({ code: 'ABORTED', details: { is_kept: true, upload_id: id } })
    expect(states.at(-1)).toMatchObject({ phase: 'failed', uploadId: id })
    expect({ statuses: statuses(), cancels: countOf(api, 'cancel') }).toEqual({
      statuses: ['IN_PROGRESS'],
      cancels: 0,
    })

    abort = new AbortController()
    states = []
    api.before = () => undefined
    const client = connectPartsClient(api)
    const listed = await client.trpc.uploads.listParts.query({ bucket: client.bucket, upload_id: id })
    api.calls.length = 0
    const { uploadId } = await send()
    expect(uploadId).toBe(id)
    // What was on its way may have arrived after the list.
    const sending = states.find(({ phase }) => phase === 'sending')
    const stored = sending && 'storedBytes' in sending ? (sending.storedBytes ?? 0) : 0
    expect(stored).toBeGreaterThanOrEqual(Math.max(6, listed.parts.length) * PART_BYTES)
    expect(countOf(api, 'PUT')).toBe(PARTS - stored / PART_BYTES)
    expect((await storedBytes(api, uploadId)).equals(BYTES)).toBe(true)
  })

  it('does so also where nothing was sent yet, or it was only just found again', async () => {
    abortAt('create')
    expect(await rejection(send())).toMatchObject({ details: { is_kept: true } })
    abort = new AbortController()
    abortAt('listParts')
    expect(await rejection(send())).toMatchObject({ code: 'ABORTED' })
    expect(statuses()).toEqual(['PENDING'])
    abort = new AbortController()
    api.before = () => undefined
    expect((await send()).status).toBe('COMPLETED')
    expect(statuses()).toEqual(['COMPLETED'])
  })

  it('leaves a confirm that was not answered to whoever comes back, also of a small upload', async () => {
    await writeFile(path, 'small')
    api.failCalls('confirm', 'hang')
    abortAt('confirm')
    expect(await rejection(send())).toMatchObject({ details: { is_kept: true } })
    const finished = await connectPartsClient(api, kept).finishPending()
    expect(finished).toMatchObject([{ filename: 'film.mov', result: { status: 'COMPLETED' } }])
  })

  it('leaves open what was found and could not be written down once more: the first note is still there', async () => {
    abortAt('PUT', 12)
    await rejection(send())
    abort = new AbortController()
    api.before = () => undefined
    const full = async () => {
      abort.abort()
      throw new Error('the disk is full')
    }
    const error = await rejection(send({ ...kept, save: full }))
    expect({ error, statuses: statuses() }).toMatchObject({
      error: { details: { is_kept: true } },
      statuses: ['IN_PROGRESS'],
    })
    abort = new AbortController()
    expect((await send()).uploadId).toBe(uploadIdOf(error))
  })

  it('cancels what nobody could go on with: one PUT, and what could not be kept', async () => {
    await writeFile(path, 'small')
    abortAt('PUT')
    expect(await rejection(send())).toMatchObject({ code: 'ABORTED' })
    await writeFile(path, BYTES)
    const full = () => Promise.reject(new Error('the disk is full'))
    for (const store of [false, { save: full, remove: full, list: async () => [] }] as const) {
      abort = new AbortController()
      abortAt('create')
      expect(await rejection(send(store))).not.toMatchObject({ details: { is_kept: true } })
    }
    expect(statuses()).toEqual(['CANCELED', 'CANCELED', 'CANCELED'])
  })
})

describe('finishing what is pending', () => {
  it('can be left for another time', async () => {
    api.failCalls('confirm', ...Array(20).fill('drop'))
    await rejection(send())
    api.failCalls('confirm', 'hang')
    abortAt('confirm')
    const client = connectPartsClient(api, kept)
    expect(await client.finishPending({ signal: abort.signal })).toMatchObject([
      { error: { code: 'ABORTED' } },
    ])
    expect(await kept.list()).toHaveLength(1)
    expect(await client.finishPending()).toMatchObject([{ result: { status: 'COMPLETED' } }])
  })
})
