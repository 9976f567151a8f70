import type { Installation, Installations } from '@landfall/core/ports'
import type { Database } from './connect.ts'
import { onlyRow, toSafeInteger } from './rows.ts'
import { fragment, sql } from './sql/statement.ts'

const COLUMNS = fragment`id, epoch, created_at, restored_at`

const CURRENT = sql<object>('current-installation')`SELECT ${COLUMNS} FROM installation`

const ADVANCE = sql<object>(
  'advance-installation',
)`UPDATE installation SET epoch = epoch + 1 RETURNING ${COLUMNS}`

/** Of two that saw the same store, the second finds the epoch taken over already. */
const RESTORED = sql<{ storeEpoch: number }>('record-restored')`
  UPDATE installation SET restored_at = now(), epoch = ${'storeEpoch'}::bigint + 1 WHERE epoch < ${'storeEpoch'}::bigint`

interface Row {
  id: string
  epoch: string
  created_at: Date
  restored_at: Date | null
}

export const createInstallations = (db: Database): Installations => ({
  async current() {
    return toInstallation(onlyRow(await db.run<Row, object>(CURRENT, {})))
  },
  async advance() {
    return toInstallation(onlyRow(await db.run<Row, object>(ADVANCE, {})))
  },
  async recordRestored(storeEpoch) {
    await db.run(RESTORED, { storeEpoch })
  },
})

const toInstallation = (row: Row): Installation => ({
  installationId: row.id,
  epoch: toSafeInteger(row.epoch),
  createdAt: row.created_at,
  restoredAt: row.restored_at,
})
