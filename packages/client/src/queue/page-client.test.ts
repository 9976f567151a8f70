import { expect, it, vi } from 'vitest'
import { eventually } from '../../test/support/eventually.ts'
import { files, resumable, settle, stage } from '../../test/support/queue-stage.ts'
import { LandfallError } from '../errors/landfall-error.ts'

const { locks } = navigator
const NAME = 'landfall-upload upl_0'
const isHeld = async () => (await locks.query()).held?.some(({ name }) => name === NAME) ?? false
const aborted = new LandfallError({ code: 'ABORTED', message: 'aborted' })

it('keeps what is canceled in hand until the client has let go of it', async () => {
  const { queue, calls, send } = stage({ lingers: true, locks })
  queue.add(files('a'), { bucket: 'uploads' })
  await settle()
  send(0)
  await eventually(async () => expect(await isHeld()).toBe(true))
  queue.cancel('1')
  await settle()
  expect(await isHeld()).toBe(true)
  calls[0]?.end(aborted)
  await eventually(async () => expect(await isHeld()).toBe(false))
})

it('neither shows nor gives up what another page is at', async () => {
  const { promise: closed, resolve: close } = Promise.withResolvers<void>()
  const { queue, kept, forgotten, phases } = stage({ locks })
  kept.push(resumable({ uploadId: 'upl_0' }), resumable({ uploadId: 'upl_free' }))
  await queue.restore()
  expect(phases()).toEqual(['interrupted', 'interrupted'])
  const other = locks.request(NAME, () => closed)
  await eventually(async () => expect(await isHeld()).toBe(true))
  queue.remove('1')
  queue.remove('2')
  await eventually(() => expect(forgotten).toEqual(['upl_free']))
  close()
  await other
})

it('is the only one where the browser does not let it ask', async () => {
  const refused = {
    query: () => Promise.reject(new DOMException('no', 'SecurityError')),
    request: () => Promise.reject(new DOMException('no', 'SecurityError')),
  } as unknown as LockManager
  const { queue, kept, phases } = stage({ locks: refused })
  kept.push(resumable())
  await queue.restore()
  expect(phases()).toEqual(['interrupted'])
})

/** Somebody else's, until it is closed. */
async function otherPage(uploadId: string) {
  const { promise, resolve: close } = Promise.withResolvers<void>()
  const isGone = locks.request(`landfall-upload ${uploadId}`, () => promise)
  await eventually(async () =>
    expect((await locks.query()).held?.map(({ name }) => name)).toContain(`landfall-upload ${uploadId}`),
  )
  return () => {
    close()
    return isGone
  }
}

it('is not given what other pages left where it never asked for it', async () => {
  const close = await otherPage('upl_else')
  const { queue, kept, phases, fail } = stage({ locks })
  kept.push(resumable())
  queue.add(files('avatar'), { bucket: 'uploads' })
  await settle()
  fail(0, aborted, 'upl_1')
  await settle()
  queue.retry('1')
  await settle()
  await close()
  // Whoever waits for that lock has been called by now.
  await locks.request('landfall-upload upl_else', () => undefined)
  await settle()
  expect(phases()).toEqual(['queued'])
})

it('finishes what another page lets go of while it is finishing already', async () => {
  const close = await otherPage('upl_old')
  const onRestored = vi.fn()
  const { queue, client } = stage({ locks, onRestored })
  const { promise: answered, resolve: answer } = Promise.withResolvers<void>()
  const finished = { uploadId: 'upl_old', filename: 'a', result: null, error: aborted }
  const looked = vi.fn<typeof client.finishPending>(async ({ isMeant } = {}) => {
    const isMine = isMeant?.('upl_old')
    await answered
    return isMine ? [finished] : []
  })
  client.finishPending = looked
  void queue.restore()
  await eventually(() => expect(looked).toHaveBeenCalled())
  await close()
  await locks.request('landfall-upload upl_old', () => undefined)
  await settle()
  answer()
  await eventually(() => expect(onRestored.mock.calls).toEqual([[[finished]]]))
})
