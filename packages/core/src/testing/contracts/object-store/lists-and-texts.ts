import { expect, test } from 'vitest'
import { compareKeys } from '../../../domain/key-order.ts'
import { HELLO, newKey, type ObjectStoreHarness, putBytes } from './harness.ts'

export function listContract(harness: () => ObjectStoreHarness): void {
  const folder = () => `${newKey()}/`

  test('lists what lies under a prefix, in order, with size, ETag and time', async () => {
    const prefix = folder()
    const names = ['b', 'a/2', 'a', 'a+1 &', 'ü', '😀', '\uE000']
    const etags = new Map<string, string>()
    for (const name of names) {
      const { key, etag } = await putBytes(harness(), HELLO, { key: `${prefix}${name}` })
      etags.set(key, etag)
    }
    await putBytes(harness(), HELLO)
    const page = await harness().store.list({ prefix, after: '', limit: 100 })
    expect(page).toEqual({
      isLast: true,
      keys: [...etags]
        .sort(([a], [b]) => compareKeys(a, b))
        .map(([key, etag]) => ({
          key,
          etag,
          sizeBytes: HELLO.length,
          lastModifiedAt: expect.any(Date),
        })),
    })
  })

  test('goes on after any key, one that is there or one that is not', async () => {
    const prefix = folder()
    for (const name of ['a', 'c', 'd']) await putBytes(harness(), HELLO, { key: `${prefix}${name}` })
    const after = async (name: string, limit: number) => {
      const { keys, isLast } = await harness().store.list({ prefix, after: `${prefix}${name}`, limit })
      return [keys.map(({ key }) => key.slice(prefix.length)).join(''), isLast]
    }
    expect(await after('a', 1)).toEqual(['c', false])
    expect(await after('b', 2)).toEqual(['cd', true])
    expect(await after('d', 2)).toEqual(['', true])
  })

  test('keeps a small text of ours, and replaces it', async () => {
    const { store } = harness()
    const key = newKey()
    expect(await store.readText(key)).toBeNull()
    await store.writeText(key, '{"a":1}')
    await store.writeText(key, '{"ü":2}')
    expect(await store.readText(key)).toBe('{"ü":2}')
  })
}
