'use client'

import type { FoundFile, QueueItem, UploadQueue } from '@landfall/client/queue'
import { createContext, useContext, useState, useSyncExternalStore } from 'react'
import { coalesce } from '../coalesce.ts'

interface Uploading {
  queue: UploadQueue
  /** Where files go that are dropped, pasted or chosen; null until one is known. */
  bucket: string | null
  chooseBucket(bucket: string): void
  /** Files from anywhere; they wait for a bucket where none is known. */
  addFiles(files: readonly FoundFile[]): void
  isDialogOpen: boolean
  openDialog(): void
  closeDialog(): void
}

export const UploadingContext = createContext<Uploading | null>(null)

export function useUploading(): Uploading {
  const uploading = useContext(UploadingContext)
  if (!uploading) throw new Error('useUploading is for what is inside the UploadLayer')
  return uploading
}

const NONE: readonly QueueItem[] = []

/** Hundreds of small files tell more steps than anybody can see. */
const REDRAW_MS = 50

export function useQueueItems(queue: UploadQueue): readonly QueueItem[] {
  const [subscribe] = useState(() => (tell: () => void) => queue.subscribe(coalesce(tell, REDRAW_MS)))
  return useSyncExternalStore(subscribe, queue.items, () => NONE)
}
