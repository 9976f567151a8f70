import { setTimeout as sleep } from 'node:timers/promises'
import { PutObjectCommand } from '@aws-sdk/client-s3'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { startReceiver } from './support/event-receiver.ts'
import { BUCKET, startTestStore, type TestStore } from './support/test-store.ts'

let receiver: Awaited<ReturnType<typeof startReceiver>>
let store: TestStore
beforeEach(async () => {
  receiver = await startReceiver()
  store = await startTestStore({ eventsUrl: receiver.url })
})
afterEach(async () => {
  await store[Symbol.asyncDispose]()
  await receiver[Symbol.asyncDispose]()
})

const put = (Key: string) => store.client.send(new PutObjectCommand({ Bucket: BUCKET, Key, Body: 'x' }))
const keysOf = async (count: number) => (await receiver.until(count)).map(({ s3 }) => s3.object.key)

describe('events', () => {
  test('are lost for the keys that are meant, and never come', async () => {
    const fault = store.faults.add({ kind: 'loseEvents', keyPrefix: 'my files/' })
    await put('my files/a')
    await put('kept')
    expect(await keysOf(1)).toEqual(['kept'])
    store.faults.clear()
    await put('later')
    expect(await keysOf(2)).toEqual(['kept', 'later'])
    expect(fault.hits).toBe(1)
  })

  test('come twice, the same', async () => {
    store.faults.add({ kind: 'doubleEvents', times: 1 })
    await put('a')
    await put('b')
    expect(await keysOf(3)).toEqual(['a', 'a', 'b'])
    expect(receiver.received[0]).toEqual(receiver.received[1])
  })

  test('come late, and at once when the faults are cleared', async () => {
    store.faults.add({ kind: 'delayEvents', ms: 400, times: 1 })
    const startedAt = performance.now()
    await put('a')
    expect(await keysOf(1)).toEqual(['a'])
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(395)

    store.faults.add({ kind: 'delayEvents', ms: 3_600_000 })
    await put('b')
    await sleep(100)
    expect(receiver.received).toHaveLength(1)
    store.faults.clear()
    expect(await keysOf(2)).toEqual(['a', 'b'])
  })

  test('overtake one another, and all of them come', async () => {
    store.faults.add({ kind: 'reorderEvents' })
    for (const key of ['a', 'b', 'c', 'd']) {
      await put(key)
      // So that every pair is swapped rather than the first one carried to the end.
      if (key === 'b') await keysOf(2)
    }
    expect(await keysOf(4)).toEqual(['b', 'a', 'd', 'c'])
  })

  test('that nothing overtakes come when the faults are cleared', async () => {
    store.faults.add({ kind: 'reorderEvents' })
    await put('alone')
    await sleep(100)
    expect(receiver.attempts).toEqual([])
    store.faults.clear()
    expect(await keysOf(1)).toEqual(['alone'])
  })

  test('have no operation and no header that a fault could name', () => {
    const named = { kind: 'loseEvents', operations: ['PutObject'] } as const
    expect(() => store.faults.add(named)).toThrow('cannot have operations')
  })
})

test('a fault of events does not count requests', async () => {
  const fault = store.faults.add({ kind: 'loseEvents', keyPrefix: 'read/' })
  await store.client.send(new PutObjectCommand({ Bucket: BUCKET, Key: 'other', Body: 'x' }))
  await fetch(`${store.endpoint}/${BUCKET}/read/a`)
  expect(fault.hits).toBe(0)
})
