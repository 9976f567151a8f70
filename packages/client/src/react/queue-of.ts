import type { LandfallClient } from '../create-client.ts'
import { createUploadQueue } from '../queue/create-upload-queue.ts'
import type { UploadQueue } from '../queue/upload-queue.ts'

/**
 * The queues of a client by their names: they live as long as it does, whatever is rendered, so that files go on when a
 * page of the app is left, and every component with the same name sees the same files.
 */
const queues = new WeakMap<LandfallClient, Map<string, UploadQueue>>()

export function queueOf(client: LandfallClient, name: string, concurrency: number | undefined): UploadQueue {
  const named = queues.get(client) ?? new Map<string, UploadQueue>()
  queues.set(client, named)
  const queue = named.get(name) ?? createUploadQueue(client, { concurrency })
  named.set(name, queue)
  return queue
}
