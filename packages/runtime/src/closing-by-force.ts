import { setTimeout as sleep } from 'node:timers/promises'
import type { Database } from '@landfall/db'

const PATIENCE_MS = 1_000

export interface QueueConnections {
  pool: Database['pool']
  /** Also ends, after a moment, what a broken queue never gave back. */
  close(): Promise<void>
}

/** A pool waits for what was taken from it, for ever; one whose user broke down would leave its connections behind. */
export function closingByForce({ pool, close }: Database): QueueConnections {
  const open = new Set<{ end(): Promise<void> }>()
  pool.on('connect', client => open.add(client))
  pool.on('remove', client => open.delete(client))
  return {
    pool,
    async close() {
      const closed = close()
      await Promise.race([closed, sleep(PATIENCE_MS, undefined, { ref: false })])
      await Promise.all(Array.from(open, client => client.end().catch(() => undefined)))
    },
  }
}
