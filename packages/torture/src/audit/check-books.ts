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

/** What the processes said: dead-locks, and ends that nobody had asked for. */
export function checkProcesses({ postgresLog, apis, workers, store }: Installation): string[] {
  const log = existsSync(postgresLog) ? readFileSync(postgresLog, 'utf8') : ''
  const deadlocks = log.split('\n').filter(line => line.includes('deadlock detected'))
  return [...deadlocks, ...[...apis, ...workers, store].flatMap(part => part.ownDeaths)]
}
