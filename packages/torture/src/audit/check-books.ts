import { existsSync, readFileSync } from 'node:fs'
import type { Database } from '@landfall/db'
import type { Runtime } from '@landfall/runtime'
import type { Installation } from '../parts/installation.ts'

/** The three accounts of every quota agree, and each upload was settled or released once. */
export async function checkBooks({ services }: Runtime, { pool }: Database): Promise<string[]> {
  const problems: string[] = []
  for (const organizationId of await services.quotaAudit.organizationIds()) {
    const { drifts } = await services.quotaAudit.verify(organizationId)
    problems.push(...drifts.map(drift => `the books do not balance: ${JSON.stringify(drift)}`))
  }
  const { rows } = await pool.query<{ subject: string; ends: number; objects: number }>(
    `SELECT u.id AS subject,
            (SELECT count(*)::int FROM quota_entry q WHERE q.subject = u.id AND q.kind IN ('settle', 'release')
                AND q.seq >= u.attempt) AS ends,
            (SELECT count(*)::int FROM object o WHERE o.upload_id = u.id) AS objects
       FROM upload u`,
  )
  for (const { subject, ends, objects } of rows) {
    if (objects > 1) problems.push(`${subject}: has ${objects} objects`)
    if (ends > 1) problems.push(`${subject}: was settled or released ${ends} times`)
  }
  return problems
}

/** Limits did not change, so nothing that is used is beyond one, and nothing is reserved any more. */
export async function checkLimits({ pool }: Database): Promise<string[]> {
  const { rows } = await pool.query<{ id: string }>(
    `SELECT id FROM quota WHERE used_bytes > limit_bytes OR used_objects > limit_objects OR reserved_bytes <> 0
        OR reserved_objects <> 0 OR open_unsized <> 0`,
  )
  return rows.map(({ id }) => `the quota ${id} is beyond its limit, or holds something reserved`)
}

/** Dead-locks, and what the nightly looks find that must not be. */
const ALARMS = ['deadlock detected', 'a quota drifts', 'the bytes of a served key are gone']

/** What the processes said, and ends that nobody had asked for. */
export function checkProcesses({ postgresLog, apis, workers, store }: Installation): string[] {
  const parts = [...apis, ...workers, store]
  const lines = [postgresLog, ...parts.map(({ logFile }) => logFile)]
    .filter(file => existsSync(file))
    .flatMap(file => readFileSync(file, 'utf8').split('\n'))
  const alarms = lines.filter(line => ALARMS.some(alarm => line.includes(alarm)))
  return [...alarms, ...parts.flatMap(part => part.ownDeaths)]
}
