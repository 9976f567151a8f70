import { createContext, useContext } from 'react'
import type { QueueItem } from '../queue/queue-item.ts'

/** What can be done with one file; a queue has it all. */
export interface ItemActs {
  pause(this: void, id: string): void
  resume(this: void, id: string): void
  cancel(this: void, id: string): void
  retry(this: void, id: string): void
  remove(this: void, id: string): void
  attach(this: void, id: string, file: File): 'resumed' | 'other_file'
}

interface ItemContextValue {
  item: QueueItem
  acts: ItemActs
  /** The file that was chosen last to go on with it was another one. */
  isOtherFile: boolean
  attach(file: File): void
}

/** @internal */
export const ItemContext = createContext<ItemContextValue | null>(null)

/** @internal */
export const useItemContext = () => useContext(ItemContext)

/** @internal */
export function useItem(): ItemContextValue {
  const value = useContext(ItemContext)
  if (value === null) throw new Error('This part of Landfall’s is for what is inside a <FileItem>')
  return value
}
