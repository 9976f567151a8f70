import type { StoreCapabilities } from '@landfall/core/domain'
import type { StoreProfile } from '@landfall/core/ports'
import { describe, expect, it } from 'vitest'
import { cacheStoreProfile } from './cached-store-profile.ts'

const ABLE = { conditionalPut: true } as StoreCapabilities

/** A profile that counts how often it is read, and can be held in the middle of a read. */
function profileWith(initial: StoreCapabilities | null) {
  let stored = initial
  const counts = { reads: 0 }
  const hold = { until: Promise.resolve() }
  const profile: StoreProfile = {
    async current() {
      counts.reads += 1
      const seen = stored
      await hold.until
      return seen
    },
    async save(capabilities) {
      stored = capabilities
    },
    async invalidate() {
      stored = null
    },
  }
  return { profile, counts, hold }
}

describe('the cached store profile', () => {
  it('asks once a minute for what is known', async () => {
    let now = 0
    const { profile, counts } = profileWith(ABLE)
    const cached = cacheStoreProfile(profile, () => now)

    expect([await cached.current(), await cached.current()]).toEqual([ABLE, ABLE])
    now = 59_999
    await cached.current()
    expect(counts.reads).toBe(1)
    now = 60_000
    await cached.current()
    expect(counts.reads).toBe(2)
  })

  it('looks again soon for what is unknown', async () => {
    let now = 0
    const { profile, counts } = profileWith(null)
    const cached = cacheStoreProfile(profile, () => now)

    await cached.current()
    now = 2_000
    expect(await cached.current()).toBeNull()
    expect(counts.reads).toBe(2)
  })

  it('answers what was saved at once, and nothing after it was invalidated', async () => {
    const cached = cacheStoreProfile(profileWith(null).profile, () => 0)
    await cached.current()

    await cached.save(ABLE)
    expect(await cached.current()).toBe(ABLE)
    await cached.invalidate()
    expect(await cached.current()).toBeNull()
  })

  it('does not keep a read that began before it was invalidated', async () => {
    const { profile, hold } = profileWith(ABLE)
    const gate = Promise.withResolvers<void>()
    hold.until = gate.promise
    const cached = cacheStoreProfile(profile, () => 0)
    const early = cached.current()

    await cached.invalidate()
    gate.resolve()
    await early
    expect(await cached.current()).toBeNull()
  })
})
