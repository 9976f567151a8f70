import type { Installations } from '../../ports/installations.ts'
import type { FakeTables } from './tables.ts'

export function createFakeInstallations(tables: FakeTables): Installations {
  return {
    current: async () => ({ ...tables.installation }),
    advance: async () => {
      tables.installation.epoch += 1
      return { ...tables.installation }
    },
    recordRestored: async storeEpoch => {
      if (tables.installation.epoch >= storeEpoch) return
      tables.installation.epoch = storeEpoch + 1
      tables.installation.restoredAt = tables.clock.now()
    },
  }
}
