import { afterEach, beforeEach, expect, it } from 'vitest'
import { createMemoryStore, type UploadStore } from '../src/node.ts'
import { createUploadQueue, isActive, type UploadQueue } from '../src/queue.ts'
import { eventually } from './support/eventually.ts'
import type { PutFault } from './support/faults.ts'
import { BYTES, connectPartsClient, countOf, PARTS, storedBytes } from './support/parts-client.ts'
import { startTestApi, type TestApi } from './support/test-api.ts'

let api: TestApi
let kept: UploadStore
beforeEach(async () => {
  api = await startTestApi()
  kept = createMemoryStore()
})
afterEach(() => api[Symbol.asyncDispose]())

/** Another page: nothing of the one before is left but what its client kept; its locks went with it. */
function openPage(locks: LockManager | null = null) {
  const client = connectPartsClient(api, kept)
  return { queue: createUploadQueue(client, { locks }), bucket: client.bucket }
}
const film = new File([BYTES], 'film.mov', { lastModified: 1_700_000_000_000 })
const rest = (queue: UploadQueue) => eventually(() => expect(queue.items().filter(isActive)).toEqual([]))

it('uploads all files, small ones and one in parts, and says so', async () => {
  const { queue, bucket } = openPage()
  queue.add([film, { file: new File(['small'], 'a.txt'), path: 'notes/a.txt' }], { bucket, owner: 'ann' })
  await rest(queue)
  expect(queue.totals()).toMatchObject({ completed: 2, sentBytes: BYTES.length + 5 })
  const [one, two] = queue.items()
  expect((await storedBytes(api, one?.uploadId ?? '')).equals(BYTES)).toBe(true)
  const upload = await api.services.caller.uploads.get({ upload_id: two?.result?.uploadId ?? '' })
  expect(upload).toMatchObject({ metadata: { path: 'notes/a.txt' }, filename: 'a.txt' })
})

it('after a crash goes on with the same file, by what was asked for then, and sends only what is missing', async () => {
  const crashed = openPage()
  api.failPuts(...Array<PutFault>(9).fill('serve'), ...Array<PutFault>(500).fill('drop'))
  const metadata = { album: 'summer' }
  crashed.queue.add([{ file: film, path: 'films/film.mov' }], { bucket: crashed.bucket, metadata })
  await rest(crashed.queue)
  const [failed] = crashed.queue.items()
  expect(failed).toMatchObject({ phase: 'failed', error: { code: 'NETWORK' } })
  api.failPuts()
  api.calls.length = 0

  const { queue } = openPage()
  expect(await queue.restore()).toEqual([])
  expect(queue.items()).toMatchObject([
    { phase: 'interrupted', filename: 'film.mov', path: 'films/film.mov', modifiedAtMs: film.lastModified },
  ])
  expect(queue.attach('1', new File(['x'], 'film.mov'))).toBe('other_file')
  expect(queue.attach('1', film)).toBe('resumed')
  await rest(queue)
  expect(queue.items()).toMatchObject([{ phase: 'completed', uploadId: failed?.uploadId }])
  expect(countOf(api, 'create')).toBe(0)
  expect(countOf(api, 'PUT')).toBeLessThan(PARTS)
  expect((await storedBytes(api, failed?.uploadId ?? '')).equals(BYTES)).toBe(true)
  expect(await kept.list()).toEqual([])
})

it('finishes without its file an upload of which only the confirm was not answered', async () => {
  const crashed = openPage()
  api.failCalls('confirm', ...Array(20).fill('drop'))
  crashed.queue.add([film], { bucket: crashed.bucket })
  await rest(crashed.queue)
  api.failCalls('confirm')
  const { queue } = openPage()
  expect(await queue.restore()).toMatchObject([{ filename: 'film.mov', result: { status: 'COMPLETED' } }])
  expect(queue.items()).toEqual([])
})

it('gives an upload that nobody goes on with back to the server', async () => {
  const crashed = openPage()
  api.failPuts(...Array<PutFault>(9).fill('serve'), ...Array<PutFault>(500).fill('drop'))
  crashed.queue.add([film], { bucket: crashed.bucket })
  await rest(crashed.queue)
  const { queue } = openPage()
  await queue.restore()
  const uploadId = queue.items()[0]?.uploadId ?? ''
  queue.remove('1')
  await eventually(async () =>
    expect((await api.services.caller.uploads.get({ upload_id: uploadId })).status).toBe('CANCELED'),
  )
})

it('pauses one while the others go on, and sends nothing twice that the store has', async () => {
  const { queue, bucket } = openPage()
  const [id = ''] = queue.add([film], { bucket })
  api.before = name => {
    if (name === 'PUT' && countOf(api, 'PUT') === 9) queue.pause(id)
  }
  await eventually(() => expect(queue.items()[0]?.phase).toBe('paused'))
  queue.add([new File(['small'], 'a.txt')], { bucket })
  await eventually(() => expect(queue.items()[1]?.phase).toBe('completed'))
  expect(queue.items()[0]).toMatchObject({ phase: 'paused', isPaused: true })
  queue.resume(id)
  await rest(queue)
  expect(queue.items()[0]).toMatchObject({ phase: 'completed', result: { attempts: { renewals: 0 } } })
  // What was cut off in the middle is sent once more; what had arrived is not.
  expect(countOf(api, 'PUT')).toBeLessThanOrEqual(PARTS + 1 + 9)
  expect((await storedBytes(api, queue.items()[0]?.uploadId ?? '')).equals(BYTES)).toBe(true)
})

it('leaves alone what another page is at, and takes it up when that page is gone', async () => {
  const other = openPage(navigator.locks)
  const [id = ''] = other.queue.add([film], { bucket: other.bucket })
  api.failPuts(...Array<PutFault>(9).fill('serve'), ...Array<PutFault>(500).fill('drop'))
  await rest(other.queue)
  expect(other.queue.items()).toMatchObject([{ phase: 'failed', error: { code: 'NETWORK' } }])
  const { queue } = openPage(navigator.locks)
  await queue.restore()
  expect(queue.items()).toEqual([])
  other.queue.clear()
  await eventually(() => expect(queue.items()).toMatchObject([{ phase: 'interrupted' }]))
  expect(other.queue.items().map(item => item.id)).not.toContain(id)
})

it.each([
  ['in parts', film],
  ['small', new File(['small'], 'a.txt')],
])('retries only the confirm where nobody answered it, of a file that is %s', async (_, file) => {
  const { queue, bucket } = openPage()
  api.failCalls('confirm', ...Array(20).fill('drop'))
  const [id = ''] = queue.add([file], { bucket })
  await rest(queue)
  const [failed] = queue.items()
  expect(failed?.phase).toBe('failed')
  api.failCalls('confirm')
  api.calls.length = 0
  queue.retry(id)
  await rest(queue)
  expect(queue.items()).toMatchObject([
    { phase: 'completed', uploadId: failed?.uploadId, result: { status: 'COMPLETED' } },
  ])
  expect(['create', 'PUT', 'cancel'].map(name => countOf(api, name))).toEqual([0, 0, 0])
  expect(await kept.list()).toEqual([])
})

it('sends nothing of a small file twice while its confirm is still not answered', async () => {
  const { queue, bucket } = openPage()
  api.failCalls('confirm', ...Array(40).fill('drop'))
  const [id = ''] = queue.add([new File(['small'], 'a.txt')], { bucket })
  await rest(queue)
  api.calls.length = 0
  queue.retry(id)
  await rest(queue)
  expect(queue.items()).toMatchObject([{ phase: 'failed', error: { code: 'NETWORK' } }])
  expect(['create', 'PUT', 'cancel'].map(name => countOf(api, name))).toEqual([0, 0, 0])
})

it('shows as completed what failed here and was finished since', async () => {
  const { queue, bucket } = openPage()
  api.failCalls('confirm', ...Array(20).fill('drop'))
  queue.add([film], { bucket })
  await rest(queue)
  api.failCalls('confirm')
  expect(await queue.restore()).toHaveLength(1)
  expect(queue.items()).toMatchObject([{ phase: 'completed', error: null, result: { status: 'COMPLETED' } }])
})

it('leaves to another page what that one has to finish', async () => {
  const other = openPage(navigator.locks)
  api.failCalls('confirm', ...Array(20).fill('drop'))
  other.queue.add([film], { bucket: other.bucket })
  await rest(other.queue)
  api.failCalls('confirm')
  const { queue } = openPage(navigator.locks)
  expect(await queue.restore()).toEqual([])
  expect(await kept.list()).toHaveLength(1)
  other.queue.clear()
  await eventually(async () => expect(await kept.list()).toEqual([]))
})

it.each([
  ['in parts', film],
  ['small', new File(['small'], 'a.txt')],
])(
  'shares the confirm with a restore in whose midst Retry is pressed, of a file that is %s',
  async (_, file) => {
    const { queue, bucket } = openPage()
    api.failCalls('confirm', ...Array(20).fill('drop'))
    const [id = ''] = queue.add([file], { bucket })
    await rest(queue)
    const [failed] = queue.items()
    expect(failed?.phase).toBe('failed')
    api.failCalls('confirm')
    api.calls.length = 0
    // In the middle: asked, and not answered before the retry has come as far as it can.
    api.before = async name => {
      if (name !== 'confirm') return
      queue.retry(id)
      await new Promise(resolve => setTimeout(resolve, 50))
    }
    expect(await queue.restore()).toMatchObject([{ result: { status: 'COMPLETED' } }])
    await rest(queue)
    expect(queue.items()).toMatchObject([{ phase: 'completed', uploadId: failed?.uploadId }])
    expect(api.calls.filter(name => name !== 'get')).toEqual(['confirm'])
    expect(await kept.list()).toEqual([])
  },
)

/** A file in parts whose confirm nobody answered; when it is asked for again, its answer takes its time. */
async function unconfirmed() {
  const { queue, bucket } = openPage()
  api.failCalls('confirm', ...Array(20).fill('drop'))
  const [id = ''] = queue.add([film], { bucket })
  await rest(queue)
  const uploadId = queue.items()[0]?.uploadId ?? ''
  api.failCalls('confirm', 'hang', 'hang')
  api.calls.length = 0
  return { queue, bucket, id, uploadId }
}
const isAsked = () => eventually(() => expect(countOf(api, 'confirm')).toBe(1))
/** Whatever needs no answer of a server has been done. */
const aMoment = () => new Promise(resolve => setTimeout(resolve, 20))
const statusOf = async (uploadId: string) =>
  (await api.services.caller.uploads.get({ upload_id: uploadId })).status

it('cancels on the server, too, what is canceled while its confirm is asked for again', async () => {
  const { queue, id, uploadId } = await unconfirmed()
  queue.retry(id)
  await isAsked()
  queue.cancel(id)
  await eventually(async () => expect(await statusOf(uploadId)).toBe('CANCELED'))
  await rest(queue)
  expect(queue.items()).toMatchObject([{ phase: 'canceled' }])
  await eventually(async () => expect(await kept.list()).toEqual([]))
})

it.each(['remove', 'retry and cancel'])(
  'cancels on the server what is given up while a restore asks for its confirm: %s',
  async act => {
    const { queue, id, uploadId } = await unconfirmed()
    const restored = queue.restore()
    await isAsked()
    if (act === 'remove') queue.remove(id)
    else {
      queue.retry(id)
      await aMoment()
      queue.cancel(id)
    }
    await eventually(async () => expect(await statusOf(uploadId)).toBe('CANCELED'))
    expect(await restored).toEqual([])
    const phases = () => queue.items().map(({ phase }) => phase)
    await eventually(() => expect(phases()).toEqual(act === 'remove' ? [] : ['canceled']))
    await eventually(async () => expect(await kept.list()).toEqual([]))
    expect(countOf(api, 'confirm')).toBe(1)
  },
)

it('does not take a retry that is canceled for a restore that waits with it', async () => {
  const { queue, id, uploadId } = await unconfirmed()
  queue.retry(id)
  await isAsked()
  const restored = queue.restore()
  await aMoment()
  queue.cancel(id)
  await rest(queue)
  expect(await restored).toEqual([])
  await eventually(async () => expect(await statusOf(uploadId)).toBe('CANCELED'))
  await eventually(async () => expect(await kept.list()).toEqual([]))
})

it('counts a file as completed whose confirm was through when its retry was canceled', async () => {
  const { queue, bucket, id, uploadId } = await unconfirmed()
  // As a proxy that has the answer and does not give it.
  api.before = async name => {
    if (name === 'confirm') await api.services.caller.uploads.confirm({ bucket, upload_id: uploadId })
  }
  queue.retry(id)
  await eventually(async () => expect(await statusOf(uploadId)).toBe('COMPLETED'))
  queue.cancel(id)
  await eventually(() => expect(queue.items()).toMatchObject([{ phase: 'completed', uploadId }]))
})

it('asks no more for what was removed, or came to its end, while a restore was still at another one', async () => {
  const { queue, bucket } = openPage()
  api.failCalls('confirm', ...Array(60).fill('drop'))
  const small = ['a.txt', 'b.txt', 'c.txt'].map(name => new File([name], name))
  queue.add(small, { bucket })
  await rest(queue)
  const [first, removed, retried] = (await kept.list()).map(({ uploadId }) =>
    queue.items().find(item => item.uploadId === uploadId),
  )
  const { promise: answered, resolve: answer } = Promise.withResolvers<void>()
  api.failCalls('confirm')
  api.calls.length = 0
  api.before = name => (name === 'confirm' && countOf(api, 'confirm') === 1 ? answered : undefined)
  const restored = queue.restore()
  await isAsked()
  queue.remove(removed?.id ?? '')
  queue.retry(retried?.id ?? '')
  await eventually(async () => expect(await kept.list()).toHaveLength(1))
  answer()
  expect(await restored).toMatchObject([{ uploadId: first?.uploadId, error: null }])
  expect(countOf(api, 'confirm')).toBe(2)
})
