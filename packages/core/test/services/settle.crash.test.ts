import { deleteDoomedKeys, sweepUploads } from '@landfall/core/services'
import { createTestServices, expectBalanced, type TestServices } from '@landfall/core/testing'
import { describe, expect, it } from 'vitest'
import { dieAt } from '../support/die-at.ts'
import { createInParts } from '../support/parts.ts'
import { MINUTE, sweepFor } from '../support/sweep.ts'
import { BODY, create } from '../support/uploads.ts'

const DAY = 86_400

interface Sent {
  test: TestServices
  ref: { bucket: string; upload_id: string }
}

/** An upload whose bytes are in the store, every version of them kept. */
const SENT = {
  'a copy': async (test: TestServices) => {
    const { ref, put } = await create(test)
    await put()
    return { test, ref }
  },
  'a key that nobody can write again': async (test: TestServices) => {
    const { ref, put } = await create(test, { sends_headers: true })
    await put()
    return { test, ref }
  },
  parts: async (test: TestServices) => {
    const { ref, send } = await createInParts(test)
    await send()
    return { test, ref }
  },
} satisfies Record<string, (test: TestServices) => Promise<Sent>>

type Kind = keyof typeof SENT
const KINDS = Object.keys(SENT) as Kind[]
const send = async (kind: Kind) => SENT[kind](await createTestServices({ behavior: { versioned: true } }))

/** What other processes do in the background, until nothing is watched any more. */
async function settleDown({ test }: Sent) {
  await sweepFor(test, 90 * MINUTE)
  for (let day = 0; day < 4; day += 1) {
    await deleteDoomedKeys(test.deps)
    test.db.clock.advance(DAY)
  }
}

async function expectAccounted({ test, ref }: Sent, status: 'COMPLETED' | 'CANCELED') {
  const books = await test.db.books()
  expectBalanced(books)
  expect(books.reservations).toEqual([])
  expect((await test.caller.uploads.get(ref)).status).toBe(status)
  const files = status === 'COMPLETED' ? [BODY] : []
  expect(books.objects).toHaveLength(files.length)
  const live = books.keys.filter(({ state }) => state === 'live').map(({ key }) => key)
  const stored = test.store.keys().filter(key => !key.startsWith('_landfall/'))
  expect(stored).toEqual(live)
  expect(stored.map(key => test.store.read(key))).toEqual(files)
  const marks = test.store.keys().length - stored.length
  expect(test.store.versions() - marks).toBe(files.length)
  expect(test.store.openMultiparts()).toEqual([])
}

describe.each(['before', 'after'] as const)('dying %s any call', time => {
  async function dieEverywhere(kind: Kind, work: (sent: Sent) => Promise<unknown>) {
    let deaths = 0
    for (let at = 1; ; at += 1) {
      const sent = await send(kind)
      if (!(await dieAt(sent.test, () => work(sent), { at, time }))) return deaths
      await settleDown(sent)
      await expectAccounted(sent, 'COMPLETED')
      deaths += 1
    }
  }

  it.each(KINDS)('of a confirm leaves its bytes to the sweep: %s', async kind => {
    const deaths = await dieEverywhere(kind, ({ test, ref }) => test.caller.uploads.confirm(ref))
    expect(deaths).toBeGreaterThan(2)
  })

  it.each(KINDS)('of a sweep leaves its bytes to the next one: %s', async kind => {
    const deaths = await dieEverywhere(kind, async ({ test }) => {
      for (const minutes of [2, 3]) {
        test.db.clock.advance(minutes * MINUTE)
        await sweepUploads(test.deps)
      }
    })
    expect(deaths).toBeGreaterThan(5)
  })

  it.each(KINDS)('of a deletion leaves its keys to the next one: %s', async kind => {
    for (let at = 1; ; at += 1) {
      const sent = await send(kind)
      await sent.test.caller.uploads.cancel(sent.ref)
      const work = () => deleteDoomedKeys(sent.test.deps)
      if (!(await dieAt(sent.test, work, { at, time }))) break
      await settleDown(sent)
      await expectAccounted(sent, 'CANCELED')
      expect(at).toBeLessThan(30)
    }
  })
})
