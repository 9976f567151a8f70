import { expect, it } from 'vitest'
import { files, resumable, settle, stage } from '../../test/support/queue-stage.ts'

const to = { bucket: 'uploads' }
const [sameFile = new File([], '')] = files('a')
const otherFile = new File(['123456'], 'a', { lastModified: 7 })

/** After a reload. */
async function comeBack(...left: Parameters<typeof resumable>[0][]) {
  const staged = stage()
  staged.kept.push(...left.map(resumable))
  await staged.queue.restore()
  return staged
}

it('shows what an earlier page left, once, and does not count it as on its way', async () => {
  const { queue } = await comeBack({ options: { metadata: { path: 'photos/a' } } })
  await Promise.all([queue.restore(), queue.restore()])
  expect(queue.items()).toMatchObject([
    { phase: 'interrupted', file: null, filename: 'a', sizeBytes: 5, path: 'photos/a', uploadId: 'upl_old' },
  ])
  expect(queue.totals()).toMatchObject({ active: 0, interrupted: 1, totalBytes: 0 })
  queue.cancelAll()
  queue.clear()
  queue.retryAll()
  expect(queue.items()).toHaveLength(1)
})

it('goes on with the same file as it was asked for then', async () => {
  const options = { owner: 'ann', metadata: { path: 'photos/a' } }
  const { queue, calls, phases, canceled } = await comeBack({ options })
  expect(queue.attach('1', otherFile)).toBe('other_file')
  expect(queue.attach('1', new File(['12345'], 'a', { lastModified: 8 }))).toBe('other_file')
  expect(queue.attach('1', new File(['12345'], 'b', { lastModified: 7 }))).toBe('other_file')
  expect(phases()).toEqual(['interrupted'])
  expect(queue.attach('1', sameFile)).toBe('resumed')
  expect(queue.attach('1', sameFile)).toBe('other_file')
  await settle()
  expect(calls.map(call => call.options)).toMatchObject([{ bucket: 'uploads', ...options }])
  expect(canceled).toEqual([])
})

it('is taken up by its folder when that is added again with the metadata of then', async () => {
  const options = { metadata: { album: 1, tags: { b: 2, a: 1 }, path: 'photos/a' } }
  const { queue, calls, phases } = await comeBack({ options })
  const metadata = { tags: { a: 1, b: 2 }, album: 1 }
  queue.add([{ file: sameFile, path: 'photos/a' }], { ...to, metadata: { album: 2 } })
  expect(phases()).toEqual(['interrupted', 'queued'])
  queue.add([{ file: sameFile, path: 'photos/a' }], { ...to, metadata, fileSizeBytes: 5 })
  await settle()
  expect(phases()).toEqual(['queued', 'queued'])
  // As it was written then: the client knows the upload again by it.
  expect(calls.map(call => JSON.stringify(call.options.metadata))).toContain(JSON.stringify(options.metadata))
})

it('knows by size and time a file that the app gave another name', async () => {
  const { queue } = await comeBack({ filename: 'avatar.png', options: { filename: 'avatar.png' } })
  expect(queue.attach('1', sameFile)).toBe('resumed')
})

it('is taken up by its file when that is simply added again', async () => {
  const { queue, calls } = await comeBack({ options: { owner: 'ann' } })
  expect(queue.add([sameFile, ...files('b')], to)).toEqual(['1', '2'])
  await settle()
  expect(queue.items().map(({ filename }) => filename)).toEqual(['a', 'b'])
  expect(calls.find(({ name }) => name === 'a')?.options.owner).toBe('ann')
})

it.each([
  ['another bucket', sameFile, { bucket: 'others' }],
  ['other options', sameFile, { ...to, owner: 'bob' }],
  ['another file', otherFile, to],
])('is not taken up by %s', async (_, file, options) => {
  const { queue, phases } = await comeBack({ options: { owner: 'ann' } })
  queue.add([file], options)
  await settle()
  expect(phases()).toEqual(['interrupted', 'queued'])
})

it('takes one file for one of two that look alike', async () => {
  const { queue, phases } = await comeBack({}, { uploadId: 'upl_other' })
  queue.add([sameFile, sameFile], to)
  expect(phases()).toEqual(['queued', 'queued'])
})

it('gives up the former upload where the file turned out to be another one', async () => {
  const { queue, forgotten, send } = await comeBack({})
  queue.attach('1', sameFile)
  await settle()
  send(0)
  send(0)
  await settle()
  expect(forgotten).toEqual(['upl_old'])
})

it('is one item with the upload that goes on with it', async () => {
  const { queue, calls, phases, forgotten } = await comeBack({ filename: 'renamed' })
  queue.add([sameFile], to)
  await settle()
  calls[0]?.options.onState?.({ phase: 'sending', uploadId: 'upl_old', attempt: 1 })
  expect(phases()).toEqual(['sending'])
  expect(forgotten).toEqual([])
})

it('is given up when it is removed or canceled', async () => {
  const { queue, forgotten, canceled } = await comeBack({}, { uploadId: 'upl_other' })
  queue.remove('1')
  queue.cancel('2')
  await settle()
  expect([queue.items(), forgotten, canceled]).toEqual([[], ['upl_old', 'upl_other'], []])
})

it('is not taken up by a file of that name from another folder', async () => {
  const { queue, phases } = await comeBack({ options: { metadata: { path: 'photos/a' } } })
  queue.add([{ file: sameFile, path: 'notes/a' }], to)
  expect(phases()).toEqual(['interrupted', 'queued'])
  queue.add([{ file: sameFile, path: 'photos/a' }], to)
  expect(phases()).toEqual(['queued', 'queued'])
})
