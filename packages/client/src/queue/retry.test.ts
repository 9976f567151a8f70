import { expect, it } from 'vitest'
import { files, resumable, settle, stage, unreached } from '../../test/support/queue-stage.ts'
import { LandfallError } from '../errors/landfall-error.ts'
import { isLost } from './queue-item.ts'

const _aborted = new LandfallError({ code: 'ABORTED', message: 'aborted' })
const to = { bucket: 'uploads' }

it('retries with the same file, and first takes back what the failed try left open', async () => {
  const { queue, canceled, phases, started, fail } = stage()
  queue.add(files('a'), to)
  await settle()
  const error = new LandfallError({ code: 'STORE_FAILING', message: 'away' })
  fail(0, error, 'upl_1')
  await settle()
  expect(queue.items()[0]).toMatchObject({ phase: 'failed', uploadId: 'upl_1', error })
  queue.retry('1')
  await settle()
  expect(canceled).toEqual([{ bucket: 'uploads', upload_id: 'upl_1' }])
  expect(started()).toEqual(['a', 'a'])
  expect(phases()).toEqual(['queued'])
})

it('leaves open what the client goes on with, since parts of it are there', async () => {
  const { queue, kept, canceled, started, fail } = stage()
  kept.push(resumable({ uploadId: 'upl_1' }))
  queue.add(files('a'), to)
  await settle()
  fail(0, unreached, 'upl_1')
  await settle()
  queue.retry('1')
  await settle()
  expect(canceled).toEqual([])
  expect(started()).toEqual(['a', 'a'])
})

it('sends the bytes of an open upload again, and a retry continues it too', async () => {
  const { queue, canceled, resent, fail } = stage()
  queue.sendAgain(new File(['x'], 'a'), { uploadId: 'upl_9', bucket: 'uploads' })
  await settle()
  fail(0, unreached, 'upl_9')
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
  const { queue, phases, started, fail } = stage()
  queue.add(files('a', 'b'), to)
  await settle()
  const refused = new LandfallError({ code: 'QUOTA_EXCEEDED', message: 'full' })
  fail(0, unreached)
  fail(1, refused)
  await settle()
  expect(phases()).toEqual(['failed', 'failed'])
  queue.retryWhere(isLost)
  await settle()
  expect(phases()).toEqual(['queued', 'failed'])
  expect(started()).toEqual(['a', 'b', 'a'])
})

it('retries all that failed and nothing that was canceled', async () => {
  const { queue, phases, fail } = stage()
  queue.add(files('a', 'b', 'c'), to)
  await settle()
  fail(0, unreached)
  fail(1, new LandfallError({ code: 'QUOTA_EXCEEDED', message: 'full' }))
  queue.cancel('3')
  await settle()
  queue.retryAll()
  expect(phases()).toEqual(['queued', 'queued', 'canceled'])
})

it('gives back what a former try left open of a file whose retry is canceled before it begins', async () => {
  const { queue, canceled, fail } = stage({ concurrency: 1 })
  queue.add(files('a', 'b'), to)
  await settle()
  fail(0, unreached, 'upl_1')
  await settle()
  queue.retry('1')
  queue.cancel('1')
  await settle()
  expect(canceled).toEqual([{ bucket: 'uploads', upload_id: 'upl_1' }])
})

it('is one item with the file that failed, where it is added again and goes on with the same upload', async () => {
  const { queue, phases, canceled, send, fail } = stage()
  queue.add(files('a'), to)
  await settle()
  fail(0, unreached, 'upl_1')
  await settle()
  queue.add(files('a'), to)
  await settle()
  send(1)
  expect(phases()).toEqual(['sending'])
  expect(canceled).toEqual([])
})
