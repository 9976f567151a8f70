import type { StoreProfile } from '@landfall/core/ports'

/**
 * Every create and confirm asks what the store can do, which changes about never. A known answer is kept for a minute; an
 * unknown one shortly, because the probe may be about to find it out. Another replica may so act on a profile for up to a
 * minute after it was invalidated.
 */
const KNOWN_MS = 60_000
const UNKNOWN_MS = 2_000

type Kept = { capabilities: Awaited<ReturnType<StoreProfile['current']>>; until: number }

export function cacheStoreProfile(
  profile: StoreProfile,
  now: () => number = () => performance.now(),
): StoreProfile {
  let kept: Kept | null = null
  /** A read that began before a change must not be kept after it. */
  let version = 0

  return {
    async current() {
      if (kept !== null && now() < kept.until) return kept.capabilities
      const readVersion = version
      const capabilities = await profile.current()
      const until = now() + (capabilities === null ? UNKNOWN_MS : KNOWN_MS)
      if (readVersion === version) kept = { capabilities, until }
      return capabilities
    },
    async save(capabilities) {
      await profile.save(capabilities)
      version += 1
      kept = { capabilities, until: now() + KNOWN_MS }
    },
    async invalidate() {
      version += 1
      kept = { capabilities: null, until: now() + UNKNOWN_MS }
      await profile.invalidate()
      version += 1
    },
  }
}
