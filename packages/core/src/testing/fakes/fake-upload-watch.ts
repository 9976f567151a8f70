import { isOpen } from '../../domain/upload-state.ts'
import type { UploadWatch } from '../../ports/upload-watch.ts'
import type { FakeTables } from './tables.ts'

export const createFakeUploadWatch = (tables: FakeTables): UploadWatch => ({
  settledAmong: async uploadIds =>
    uploadIds.filter(id => {
      const row = tables.uploads.get(id)
      return row === undefined || !isOpen(row.status)
    }),
})
