import type { QueueClient } from '@landfall/client/queue'
import type { TabLocks } from './tab-locks.ts'

/** A client that leaves alone what another page of this browser is at. */
export function createPageClient(client: QueueClient, tabs: TabLocks): QueueClient {
  return {
    ...client,
    resumable: async () => {
      const others = await tabs.ofOthers()
      return (await client.resumable()).filter(({ uploadId }) => !others.has(uploadId))
    },
    forget: async uploadId => {
      const others = await tabs.ofOthers()
      if (!others.has(uploadId)) await client.forget(uploadId)
    },
  }
}
