'use client'

import { createContext, useContext, useSyncExternalStore } from 'react'
import type { ChosenFile, QueueItem } from '../queue/queue-item.ts'
import type { UploadQueue } from '../queue/upload-queue.ts'

interface Uploading {
  queue: UploadQueue
  /** Where files go that are dropped, pasted or chosen; null until one is known. */
  bucket: string | null
  chooseBucket(bucket: string): void
  /** Files from anywhere; they wait for a bucket where none is known. */
  addFiles(files: readonly ChosenFile[]): void
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

export function useQueueItems(queue: UploadQueue): readonly QueueItem[] {
  return useSyncExternalStore(queue.subscribe, queue.items, () => NONE)
}
