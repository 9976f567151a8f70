import type { ItemList } from './item-list.ts'
import type { QueueItem } from './queue-item.ts'
import type { QueueClient } from './send-item.ts'
import type { TabLocks } from './tab-locks.ts'

/** A client that leaves alone what another page of this browser is at. */
export function createPageClient(client: QueueClient, tabs: TabLocks): QueueClient {
  return {
    ...client,
    resumable: async () => {
      const others = await tabs.ofOthers()
      return (await client.resumable()).filter(({ uploadId }) => !others.has(uploadId))
    },
    finishPending: async ({ signal, isMeant = () => true } = {}) => {
      const others = await tabs.ofOthers()
      return client.finishPending({ signal, isMeant: id => isMeant(id) && !others.has(id) })
    },
    forget: async uploadId => {
      const others = await tabs.ofOthers()
      if (!others.has(uploadId)) await client.forget(uploadId)
    },
  }
}

/** In the hands of this page: no other page takes it for interrupted. */
const isInHand = ({ phase }: QueueItem): boolean =>
  phase !== 'completed' && phase !== 'canceled' && phase !== 'interrupted'

/**
 * Lets the other pages know. What is canceled stays in hand until the client has forgotten it: the next page would find it
 * otherwise. Call what it returns when an upload has ended.
 */
export function keepLocks(list: ItemList, tabs: TabLocks, underWay: () => readonly string[]): () => void {
  const keep = () => {
    const held = list.items().filter(isInHand)
    tabs.keep([...underWay(), ...held.flatMap(({ uploadId }) => (uploadId === null ? [] : [uploadId]))])
  }
  list.subscribe(keep)
  return keep
}
