import { PostgresError } from './errors.ts'
import { isPostmasterOf, waitUntilGone } from './process-state.ts'

/**
 * Fast shutdown: clients are cut off, what was committed stays, the next start needs no recovery. A server that
 * hangs in it is told to drop everything, which costs it a recovery.
 * https://www.postgresql.org/docs/18/server-shutdown.html
 */
export async function stopPostmaster(pid: number, dataDir: string): Promise<void> {
  for (const [signal, timeoutMs] of [
    ['SIGINT', 20_000],
    ['SIGQUIT', 10_000],
  ] as const) {
    if (!isPostmasterOf(pid, dataDir)) return
    try {
      process.kill(pid, signal)
    } catch {
      return
    }
    if (await waitUntilGone(pid, timeoutMs)) return
  }
  throw new PostgresError(`Postgres (pid ${pid}) does not stop.`)
}
