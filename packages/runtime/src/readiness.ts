import { setTimeout as sleep } from 'node:timers/promises'
import { InfrastructureError } from '@landfall/core/domain'
import type { Log } from '@landfall/core/ports'

/** Whether the things that every request needs answer right now. Reasons are safe to show to anybody. */
export interface Readiness {
  isReady: boolean
  database: DependencyState
  storage: DependencyState
}

export type DependencyState = { ok: true } | { ok: false; code: string; reason: string }

type Ask = () => Promise<void>

const TIMEOUT_MS = 3_000

/** Callers that come while one asks share its answer: an open endpoint must not multiply into load on the store. */
export function createReadinessCheck(opts: {
  database: Ask
  storage: Ask
  log: Log
  timeoutMs?: number | undefined
}): () => Promise<Readiness> {
  const { timeoutMs = TIMEOUT_MS, log } = opts
  let asking: Promise<Readiness> | null = null

  async function askBoth(): Promise<Readiness> {
    const [database, storage] = await Promise.all([
      stateOf(opts.database, timeoutMs),
      stateOf(opts.storage, timeoutMs),
    ])
    const isReady = database.ok && storage.ok
    if (!isReady) log.warn({ database, storage }, 'not ready')
    return { isReady, database, storage }
  }

  return () => {
    asking ??= askBoth().finally(() => {
      asking = null
    })
    return asking
  }
}

async function stateOf(ask: Ask, timeoutMs: number): Promise<DependencyState> {
  const settled = new AbortController()
  const late = sleep(timeoutMs, 'late' as const, { signal: settled.signal }).catch(() => 'settled')
  try {
    const outcome = await Promise.race([ask(), late])
    if (outcome !== 'late') return { ok: true }
    return { ok: false, code: 'TIMEOUT', reason: `No answer within ${timeoutMs} ms.` }
  } catch (error) {
    if (error instanceof InfrastructureError) return { ok: false, code: error.code, reason: error.message }
    return { ok: false, code: 'INTERNAL', reason: 'The check itself failed; the log has the cause.' }
  } finally {
    settled.abort()
  }
}
