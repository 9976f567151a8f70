import { setTimeout as sleep } from 'node:timers/promises'
import type { Database } from '@landfall/db'
import type { Installation } from '../parts/installation.ts'
import { endAllTimes, endLeases, queueMinute } from './move-times.ts'

/** After the storm: nothing fails any more, nobody asks for anything, and the workers alone bring all to its end. */
const PATIENCE_MS = 600_000

/** What is still open when patience ends; empty: nothing. */
export async function settleDown(installation: Installation, database: Database): Promise<string[]> {
  const { store, apis, workers } = installation
  // A request that a client gave up may still be at work in the store.
  await Promise.all([store, ...apis, ...workers].map(part => part.kill()))
  await store.start()
  await installation.setFaults([])
  await Promise.all([...apis, ...workers].map(part => part.start()))
  const deadline = Date.now() + PATIENCE_MS
  await endLeases(database)
  for (;;) {
    await endAllTimes(database)
    await endLeases(database)
    await queueMinute(database)
    await sleep(3_000)
    const left = await whatIsOpen(database)
    if (left.length === 0 || Date.now() > deadline) return left
  }
}

async function whatIsOpen({ pool }: Database): Promise<string[]> {
  const { rows } = await pool.query<{ what: string; count: number }>(
    `SELECT 'upload ' || status AS what, count(*)::int FROM upload WHERE status IN ('PENDING', 'IN_PROGRESS') GROUP BY 1
     UNION ALL
     SELECT 'key ' || state, count(*)::int FROM stored_key WHERE state IN ('open', 'doomed') GROUP BY 1
     UNION ALL
     SELECT 'upload of a request without its object', count(*)::int FROM upload u
      WHERE status = 'COMPLETED' AND guard = 'SERVER' AND part_size_bytes IS NULL AND NOT create_object AND deleted_at IS NULL
        AND NOT EXISTS (SELECT FROM blob WHERE blob.upload_id = u.id) HAVING count(*) > 0
     UNION ALL
     SELECT 'task ' || status, count(*)::int FROM task WHERE status NOT IN ('COMPLETED', 'COMPLETED_WITH_ERRORS', 'FAILED', 'CANCELED') GROUP BY 1`,
  )
  return rows.map(({ what, count }) => `did not come to its end: ${count} x ${what}`)
}
