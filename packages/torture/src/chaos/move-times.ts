import { setTimeout as sleep } from 'node:timers/promises'
import type { Database } from '@landfall/db'
import type { Random } from '../lib/random.ts'

/**
 * Rows grow older than they are, since nobody waits for an hour to see one expire. Only what the product itself compares
 * with now() is moved; a URL lives for as long as it was signed for, so PUTs after the end happen too.
 */
const AGE = `
  UPDATE upload SET
    created_at = created_at - make_interval(secs => $1), expires_at = expires_at - make_interval(secs => $1),
    settle_until = settle_until - make_interval(secs => $1), bytes_seen_at = bytes_seen_at - make_interval(secs => $1),
    next_check_at = next_check_at - make_interval(secs => $1)
   WHERE id IN (SELECT id FROM upload WHERE status IN ('PENDING', 'IN_PROGRESS') AND random() < $2
                ORDER BY id FOR UPDATE SKIP LOCKED)`

const MINUTE = 60
const BEYOND_ALL_ENDS = 8 * 86_400

/** Some of the open uploads: mostly until the sweep's next look, at times beyond their end. */
export async function ageSome({ pool }: Database, random: Random): Promise<void> {
  const isEnd = random.chance(0.15)
  await pool.query(AGE, [isEnd ? BEYOND_ALL_ENDS : random.between(1, 3) * MINUTE, isEnd ? 0.1 : 0.5])
}

/**
 * Everything that waits for a time, has waited. No request of a client is under way any more, but workers are: what one
 * of them holds is passed over, since locks taken in any other order than theirs would dead-lock, and done the next time.
 */
export async function endAllTimes({ pool }: Database): Promise<void> {
  const unlocked = (table: string, which: string) =>
    `id IN (SELECT id FROM ${table} WHERE ${which} ORDER BY id FOR UPDATE SKIP LOCKED)`
  await pool.query(
    `UPDATE upload SET created_at = created_at - interval '8 days', expires_at = now() - interval '1 hour',
       settle_until = now() - interval '1 minute', bytes_seen_at = bytes_seen_at - interval '1 hour', next_check_at = now()
      WHERE ${unlocked('upload', `status IN ('PENDING', 'IN_PROGRESS')`)}`,
  )
  // Bytes of a request whose object never came.
  const leftover = `status = 'COMPLETED' AND guard = 'SERVER' AND part_size_bytes IS NULL AND deleted_at IS NULL
    AND created_at > now() - interval '1 hour'`
  await pool.query(
    `UPDATE upload SET created_at = created_at - interval '1 hour' WHERE ${unlocked('upload', leftover)}`,
  )
  await pool.query(
    `UPDATE stored_key SET doomed_until = now(), next_delete_at = now()
      WHERE ${unlocked('stored_key', `state = 'doomed' AND next_delete_at > now()`)}`,
  )
  await pool.query(
    `UPDATE stored_key SET created_at = now() - interval '1 hour'
      WHERE ${unlocked('stored_key', `role = 'seal' AND state = 'open'`)}`,
  )
}

/** What dead workers held is free again. */
export async function endLeases({ pool }: Database): Promise<void> {
  await pool.query(
    `UPDATE task SET lease_until = now()
      WHERE id IN (SELECT id FROM task WHERE lease_until > now() ORDER BY id FOR UPDATE SKIP LOCKED)`,
  )
  await pool.query(
    `UPDATE graphile_worker._private_jobs SET run_at = now() WHERE id IN (
       SELECT id FROM graphile_worker._private_jobs WHERE locked_at IS NULL ORDER BY id FOR UPDATE SKIP LOCKED)`,
  )
}

/** The minute's work, without waiting for the minute. */
export async function queueMinute(database: Database): Promise<void> {
  for (const task of ['sweep-uploads', 'delete-doomed-keys', 'requeue-expired-tasks'])
    await queue(database, task)
}

/** And that of a night. */
export async function queueNight(database: Database): Promise<void> {
  for (const task of ['verify-quotas', 'compare-store', 'abort-stray-multiparts', 'remove-old-records'])
    await queue(database, task)
}

async function queue({ pool }: Database, task: string): Promise<void> {
  await pool.query(
    `SELECT (graphile_worker.add_job($1::text, '{}'::json, job_key => $2::text, max_attempts => 1)).id`,
    [task, `periodic-${task}`],
  )
}

/** Resolves when a run of it that began now has ended well. */
export async function runJob(database: Database, task: string): Promise<void> {
  const since = await database.pool.query<{ now: Date }>('SELECT now() AS now')
  await queue(database, task)
  const deadline = Date.now() + 120_000
  while (Date.now() < deadline) {
    const { rowCount } = await database.pool.query(
      `SELECT FROM background_run WHERE kind = $1 AND started_at >= $2 AND finished_at IS NOT NULL AND error IS NULL`,
      [task, since.rows[0]?.now],
    )
    if (rowCount) return
    await sleep(300)
  }
  throw new Error(`No worker did ${task}`)
}
