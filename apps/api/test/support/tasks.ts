import { startWorker } from '@landfall/worker'
import { vi } from 'vitest'
import type { Api } from './start-api.ts'

/** Runs tasks in this process, as `LANDFALL_EMBED_WORKER` does. */
export async function useWorker(api: Api): Promise<AsyncDisposable> {
  const worker = await startWorker(api.runtime, { pollIntervalMs: 100 })
  return { [Symbol.asyncDispose]: () => worker.stop() }
}

const LIVE = ['PENDING', 'PROCESSING', 'IN_PROGRESS']

/** Polls as a client does, until the task is over. */
export async function taskEnds(api: Api, taskId: string) {
  return vi.waitFor(
    async () => {
      const { status, body } = await api.call('GET', `/v1/tasks/${taskId}`)
      if (status !== 200 || LIVE.includes(body.status))
        throw new Error(`task ${taskId}: ${status} ${body.status}`)
      return body
    },
    { timeout: 30_000, interval: 100 },
  )
}
