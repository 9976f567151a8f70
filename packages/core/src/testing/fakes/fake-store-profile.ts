import { SECONDS_PER_DAY } from '../../domain/upload-state.ts'
import type { StoreProfile } from '../../ports/store-profile.ts'
import { type FakeTables, secondsAfter } from './tables.ts'

/** The probe runs daily; what was seen longer ago than two runs is no longer believed. */
const MAX_AGE_SECONDS = 2 * SECONDS_PER_DAY

export function createFakeStoreProfile(tables: FakeTables): StoreProfile {
  return {
    current: async () => {
      const { profile } = tables
      const isFresh = profile !== null && tables.clock.now() < secondsAfter(profile.savedAt, MAX_AGE_SECONDS)
      return isFresh ? structuredClone(profile.capabilities) : null
    },
    save: async capabilities => {
      tables.profile = { capabilities: structuredClone(capabilities), savedAt: tables.clock.now() }
    },
    invalidate: async () => {
      tables.profile = null
    },
  }
}
