import type { LandfallClient, UploadOptions, UploadResult } from '@landfall/client'
import { LandfallError } from '@landfall/client'
import { expect, it, vi } from 'vitest'
import { totalsOf } from './queue-item.ts'
import { createUploadQueue } from './upload-queue.ts'

const aborted = new LandfallError({ code: 'ABORTED', message: 'aborted' })

/**
 * The client as the queue sees it; each upload ends when the test says so. `lingers`: a canceled one as well. `found`: the
 * status that the server then has it in.
 */
function stage({ lingers = false, found = 'CANCELED' } = {}) {
  const calls: { name: string; options: UploadOptions; end: (error?: unknown) => void }[] = []
  const canceled: unknown[] = []
  const kept = new Set<string>()
  const resent: string[] = []
  const client = {
    sendAgain: (uploadId: string, file: File, options: UploadOptions) => {
      resent.push(uploadId)
      return client.upload(file, options)
    },
    upload: (file: File, options: UploadOptions) =>
      new Promise<void>((resolve, reject) => {
        const end = (error?: unknown) => (error === undefined ? resolve() : reject(error))
        calls.push({ name: file.name, options, end })
        options.signal?.addEventListener('abort', () => {
          options.onState?.({ phase: 'canceled', uploadId: null })
          if (!lingers) reject(aborted)
        })
      }),
    resumable: async () => [...kept].map(uploadId => ({ uploadId })),
    trpc: {
      uploads: {
        cancel: { mutate: async (input: unknown) => void canceled.push(input) },
        get: { query: async () => ({ status: found }) },
      },
    },
  } as unknown as LandfallClient
  const onSettled = vi.fn()
  const queue = createUploadQueue(client, onSettled)
  const complete = (index: number) => {
    const result = {} as UploadResult
    calls[index]?.options.onState?.({ phase: 'completed', uploadId: `upl_${index}`, result })
    calls[index]?.end()
  }
  const phases = () => queue.items().map(({ phase }) => phase)
  return { queue, calls, kept, canceled, resent, onSettled, phases, complete }
}

const files = (...names: string[]) => names.map(name => ({ file: new File(['12345'], name), path: null }))
const settle = () => new Promise(resolve => setTimeout(resolve))

it('sends three at once and the next when one has ended', async () => {
  const { queue, calls, onSettled, phases, complete } = stage()
  queue.add(files('a', 'b', 'c', 'd'), 'uploads')
  await settle()
  expect(calls.map(({ name }) => name)).toEqual(['a', 'b', 'c'])
  complete(1)
  await settle()
  expect(phases()).toEqual(['queued', 'completed', 'queued', 'queued'])
  expect(calls.map(({ name }) => name)).toEqual(['a', 'b', 'c', 'd'])
  expect(onSettled).toHaveBeenCalledTimes(1)
})

it('cancels what runs by its signal, and what waits without ever starting it', async () => {
  const { queue, calls, phases } = stage()
  queue.add(files('a', 'b', 'c', 'd'), 'uploads')
  await settle()
  queue.cancel('4')
  queue.cancel('1')
  await settle()
  expect(phases()).toEqual(['canceled', 'queued', 'queued', 'canceled'])
  expect(calls.map(({ name }) => name)).toEqual(['a', 'b', 'c'])
})

it('begins again what is retried while the server is still being told of its cancel', async () => {
  const { queue, calls, phases } = stage({ lingers: true })
  queue.add(files('a'), 'uploads')
  await settle()
  queue.cancel('1')
  expect(phases()).toEqual(['canceled'])
  queue.retry('1')
  calls[0]?.end(aborted)
  await settle()
  expect(calls.map(({ name }) => name)).toEqual(['a', 'a'])
  calls[1]?.options.onState?.({ phase: 'hashing' })
  expect(phases()).toEqual(['hashing'])
})

it.each([
  ['COMPLETED', 'completed'],
  ['CANCELED', 'canceled'],
])('tells what became of a file that was canceled while it was verified: %s', async (found, phase) => {
  const { queue, calls, phases } = stage({ found })
  queue.add(files('a'), 'uploads')
  await settle()
  calls[0]?.options.onState?.({ phase: 'verifying', uploadId: 'upl_1', attempt: 1 })
  queue.cancel('1')
  await settle()
  expect(phases()).toEqual([phase])
})

it('can cancel once more what was retried before its cancel had ended', async () => {
  const { queue, calls, phases } = stage({ lingers: true })
  queue.add(files('a'), 'uploads')
  await settle()
  queue.cancel('1')
  queue.retry('1')
  queue.cancel('1')
  calls[0]?.end(aborted)
  await settle()
  expect(phases()).toEqual(['canceled'])
  expect(calls).toHaveLength(1)
})

it('retries with the same file, and first takes back what the failed try left open', async () => {
  const { queue, calls, canceled, phases } = stage()
  queue.add(files('a'), 'uploads')
  await settle()
  const error = new LandfallError({ code: 'STORE_FAILING', message: 'away' })
  calls[0]?.options.onState?.({ phase: 'failed', uploadId: 'upl_1', error })
  calls[0]?.end(error)
  await settle()
  expect(queue.items()[0]).toMatchObject({ phase: 'failed', uploadId: 'upl_1', error })
  queue.retry('1')
  await settle()
  expect(canceled).toEqual([{ bucket: 'uploads', upload_id: 'upl_1' }])
  expect(calls.map(({ name }) => name)).toEqual(['a', 'a'])
  expect(phases()).toEqual(['queued'])
})

it('leaves open what the client goes on with, since parts of it are there', async () => {
  const { queue, calls, kept, canceled } = stage()
  kept.add('upl_1')
  queue.add(files('a'), 'uploads')
  await settle()
  calls[0]?.options.onState?.({ phase: 'failed', uploadId: 'upl_1', error: unreached })
  calls[0]?.end(unreached)
  await settle()
  queue.retry('1')
  await settle()
  expect(canceled).toEqual([])
  expect(calls.map(({ name }) => name)).toEqual(['a', 'a'])
})

it('shows a bug of ours as a failure instead of a file that never ends', async () => {
  const { queue, calls, phases } = stage()
  queue.add(files('a'), 'uploads')
  await settle()
  calls[0]?.end(new Error('a bug'))
  await settle()
  expect(phases()).toEqual(['failed'])
})

it('counts in its totals what is worth sending', async () => {
  const { queue, calls } = stage()
  queue.add(files('a', 'b', 'c'), 'uploads')
  await settle()
  const progress = { hashedBytes: 0, totalBytes: 5, bytesPerSecond: 2, secondsLeft: 1 }
  calls[0]?.options.onState?.({ phase: 'sending', uploadId: 'upl_1', attempt: 1 })
  calls[0]?.options.onProgress?.({ ...progress, phase: 'sending', sentBytes: 3 })
  queue.cancel('3')
  await settle()
  expect(totalsOf(queue.items())).toMatchObject({ active: 2, sentBytes: 3, totalBytes: 10, secondsLeft: 3.5 })
})

const unreached = new LandfallError({ code: 'CORS_HINT', message: 'no answer' })

it('sends the bytes of an open upload again, and a retry continues it too', async () => {
  const { queue, calls, canceled, resent } = stage()
  queue.sendAgain(new File(['x'], 'a'), { uploadId: 'upl_9', bucket: 'uploads' })
  await settle()
  calls[0]?.options.onState?.({ phase: 'failed', uploadId: 'upl_9', error: unreached })
  calls[0]?.end(unreached)
  await settle()
  queue.retry('1')
  await settle()
  expect(resent).toEqual(['upl_9', 'upl_9'])
  expect(canceled).toEqual([])
})

it('begins anew where the upload that was to be continued has ended', async () => {
  const { queue, calls, resent } = stage()
  queue.sendAgain(new File(['x'], 'a'), { uploadId: 'upl_9', bucket: 'uploads' })
  await settle()
  queue.cancel('1')
  await settle()
  queue.retry('1')
  await settle()
  expect(resent).toEqual(['upl_9'])
  expect(calls).toHaveLength(2)
})

it('retries by itself what nobody answered, and nothing else', async () => {
  const { queue, calls, phases } = stage()
  queue.add(files('a', 'b'), 'uploads')
  await settle()
  const refused = new LandfallError({ code: 'QUOTA_EXCEEDED', message: 'full' })
  for (const [index, error] of [unreached, refused].entries()) {
    calls[index]?.options.onState?.({ phase: 'failed', uploadId: null, error })
    calls[index]?.end(error)
  }
  await settle()
  expect(phases()).toEqual(['failed', 'failed'])
  queue.retryLost()
  await settle()
  expect(phases()).toEqual(['queued', 'failed'])
  expect(calls.map(({ name }) => name)).toEqual(['a', 'b', 'a'])
})

it('tells the server where in a dropped folder a file lay', async () => {
  const { queue, calls } = stage()
  queue.add([{ file: new File(['x'], 'a.jpg'), path: 'photos/a.jpg' }, ...files('b')], 'uploads')
  await settle()
  expect(calls.map(({ options }) => options.metadata)).toEqual([{ path: 'photos/a.jpg' }, undefined])
})
