import { expect, it, vi } from 'vitest'
import { files, settle, stage, unreached } from '../../test/support/queue-stage.ts'
import { LandfallError } from '../errors/landfall-error.ts'

const aborted = new LandfallError({ code: 'ABORTED', message: 'aborted' })
const to = { bucket: 'uploads' }

it('sends three at once and the next when one has ended', async () => {
  const { queue, onSettled, phases, started, complete } = stage()
  queue.add(files('a', 'b', 'c', 'd'), to)
  await settle()
  expect(started()).toEqual(['a', 'b', 'c'])
  complete(1)
  await settle()
  expect(phases()).toEqual(['queued', 'completed', 'queued', 'queued'])
  expect(started()).toEqual(['a', 'b', 'c', 'd'])
  expect(onSettled).toHaveBeenCalledTimes(1)
})

it('cancels what runs by its signal, and what waits without ever starting it', async () => {
  const { queue, phases, started } = stage()
  queue.add(files('a', 'b', 'c', 'd'), to)
  await settle()
  queue.cancel('4')
  queue.cancel('1')
  await settle()
  expect(phases()).toEqual(['canceled', 'queued', 'queued', 'canceled'])
  expect(started()).toEqual(['a', 'b', 'c'])
})

it('begins again what is retried while the server is still being told of its cancel', async () => {
  const { queue, calls, phases, started } = stage({ lingers: true })
  queue.add(files('a'), to)
  await settle()
  queue.cancel('1')
  expect(phases()).toEqual(['canceled'])
  queue.retry('1')
  calls[0]?.end(aborted)
  await settle()
  expect(started()).toEqual(['a', 'a'])
  calls[1]?.options.onState?.({ phase: 'hashing' })
  expect(phases()).toEqual(['hashing'])
})

it.each([
  ['COMPLETED', 'completed'],
  ['CANCELED', 'canceled'],
])('tells what became of a file that was canceled while it was verified: %s', async (found, phase) => {
  const { queue, calls, phases } = stage({ found })
  queue.add(files('a'), to)
  await settle()
  calls[0]?.options.onState?.({ phase: 'verifying', uploadId: 'upl_1', attempt: 1 })
  queue.cancel('1')
  await settle()
  expect(phases()).toEqual([phase])
})

it('can cancel once more what was retried before its cancel had ended', async () => {
  const { queue, calls, phases } = stage({ lingers: true })
  queue.add(files('a'), to)
  await settle()
  queue.cancel('1')
  queue.retry('1')
  queue.cancel('1')
  calls[0]?.end(aborted)
  await settle()
  expect(phases()).toEqual(['canceled'])
  expect(calls).toHaveLength(1)
})

it('shows a bug of ours as a failure instead of a file that never ends', async () => {
  const { queue, calls, phases } = stage()
  queue.add(files('a'), to)
  await settle()
  calls[0]?.end(new Error('a bug'))
  await settle()
  expect(phases()).toEqual(['failed'])
})

it('counts in its totals what is worth sending', async () => {
  const { queue, send } = stage()
  queue.add(files('a', 'b', 'c'), to)
  await settle()
  send(0, 3)
  queue.cancel('3')
  await settle()
  expect(queue.totals()).toMatchObject({ active: 2, sentBytes: 3, totalBytes: 10, secondsLeft: 3.5 })
})

it('tells the server where in a dropped folder a file lay', async () => {
  const { queue, calls } = stage()
  const [first] = files('a.jpg')
  const lay = { path: 'photos/a.jpg', options: { metadata: { album: 1 } } }
  queue.add(first ? [{ ...lay, file: first }, ...files('b')] : [], to)
  await settle()
  expect(calls.map(({ options }) => options.metadata)).toEqual([
    { album: 1, path: 'photos/a.jpg' },
    undefined,
  ])
})

it('tells its listeners of every change, with the same snapshot in between', async () => {
  const { queue, complete } = stage()
  let told = 0
  const stop = queue.subscribe(() => {
    told += 1
  })
  queue.add(files('a', 'b'), to)
  const [items, totals] = [queue.items(), queue.totals()]
  expect([queue.items() === items, queue.totals() === totals, told]).toEqual([true, true, 1])
  await settle()
  complete(0)
  expect(queue.items()).not.toBe(items)
  expect(queue.items()[1]).toBe(items[1])
  expect(queue.totals()).toMatchObject({ active: 1, completed: 1 })
  stop()
  const before = told
  queue.clear()
  expect([told, queue.items().length]).toEqual([before, 1])
})

it('sends as many at once as it is told', async () => {
  const { queue, started, complete } = stage({ concurrency: 1 })
  queue.add(files('a', 'b'), to)
  await settle()
  expect(started()).toEqual(['a'])
  complete(0)
  await settle()
  expect(started()).toEqual(['a', 'b'])
})

it('takes an item off the list at once, and cancels what is still open of it', async () => {
  const { queue, calls, phases, forgotten, fail } = stage()
  queue.add(files('a', 'b', 'c', 'd'), to)
  await settle()
  fail(1, unreached, 'upl_b')
  await settle()
  queue.remove('1')
  queue.remove('2')
  queue.remove('4')
  await settle()
  expect(phases()).toEqual(['queued'])
  expect(calls.map(({ options }) => options.signal?.aborted)).toEqual([true, false, false, true])
  expect(forgotten).toEqual(['upl_b'])
})

it('goes on where the app stumbles over what it is told, and lets its error surface', async () => {
  const surfaced: unknown[] = []
  vi.stubGlobal('queueMicrotask', (task: () => void) => {
    try {
      task()
    } catch (error) {
      surfaced.push(error)
    }
  })
  const mistake = new Error('a mistake of the app')
  const onSettled = () => {
    throw mistake
  }
  const { queue, started, complete } = stage({ concurrency: 1, onSettled })
  queue.add(files('a', 'b'), to)
  await settle()
  complete(0)
  await settle()
  vi.unstubAllGlobals()
  expect([started(), surfaced]).toEqual([['a', 'b'], [mistake]])
})

it('gives back to the server what a failed file that is removed left open, if it was opened here', async () => {
  const { queue, canceled, fail } = stage()
  queue.add(files('a'), to)
  queue.sendAgain(new File(['x'], 'b'), { uploadId: 'upl_9', bucket: 'uploads' })
  await settle()
  fail(0, unreached, 'upl_1')
  fail(1, unreached, 'upl_9')
  await settle()
  queue.remove('1')
  queue.remove('2')
  await settle()
  expect(canceled).toEqual([{ bucket: 'uploads', upload_id: 'upl_1' }])
})

it('lets no listener of the app keep the others from hearing, or the queue from going on', async () => {
  const surfaced: unknown[] = []
  vi.stubGlobal('queueMicrotask', (task: () => void) => {
    try {
      task()
    } catch (error) {
      surfaced.push(error)
    }
  })
  const mistake = new Error('a mistake of the app')
  const { queue, started } = stage()
  queue.subscribe(() => {
    throw mistake
  })
  const told = vi.fn()
  queue.subscribe(told)
  expect(queue.add(files('a'), to)).toEqual(['1'])
  await settle()
  vi.unstubAllGlobals()
  expect([started(), told.mock.calls.length, surfaced]).toEqual([['a'], 1, [mistake]])
})
