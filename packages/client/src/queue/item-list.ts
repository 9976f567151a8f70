import { tell } from '../state/track-upload.ts'
import type { QueueItem } from './queue-item.ts'
import { type QueueTotals, totalsOf } from './queue-totals.ts'

type Change = Partial<QueueItem> | ((item: QueueItem) => Partial<QueueItem>)

/** The files of a queue in the order of their coming, and who wants to hear of every change. */
export interface ItemList {
  subscribe(listener: () => void): () => void
  items(): readonly QueueItem[]
  totals(): QueueTotals
  find(id: string): QueueItem | undefined
  append(items: readonly QueueItem[]): void
  /** Nothing happens where it is no longer there. */
  patch(id: string, change: Change): void
  patchWhere(isMeant: (item: QueueItem) => boolean, change: Change): void
  dropWhere(isMeant: (item: QueueItem) => boolean): void
}

export function createItemList(): ItemList {
  let items: readonly QueueItem[] = []
  let totals: { of: typeof items; value: QueueTotals } | null = null
  const listeners = new Set<() => void>()

  function set(next: readonly QueueItem[]): void {
    items = next
    // A listener of the app that throws keeps neither the others nor the queue from going on.
    for (const listener of [...listeners]) tell(listener, undefined)
  }
  function patchWhere(isMeant: (item: QueueItem) => boolean, change: Change): void {
    if (!items.some(isMeant)) return
    const changeOf = typeof change === 'function' ? change : () => change
    set(items.map(item => (isMeant(item) ? { ...item, ...changeOf(item) } : item)))
  }
  return {
    subscribe: listener => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    items: () => items,
    totals: () => {
      if (totals?.of !== items) totals = { of: items, value: totalsOf(items) }
      return totals.value
    },
    find: id => items.find(item => item.id === id),
    append: added => {
      if (added.length > 0) set([...items, ...added])
    },
    patch: (id, change) => patchWhere(item => item.id === id, change),
    patchWhere,
    dropWhere: isMeant => {
      if (items.some(isMeant)) set(items.filter(item => !isMeant(item)))
    },
  }
}
