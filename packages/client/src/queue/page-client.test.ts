import { expect, it } from 'vitest'
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
