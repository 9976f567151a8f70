'use client'

import { type ReactNode, useCallback, useMemo, useState } from 'react'
import { useChosenBucket } from '../hooks/use-chosen-bucket.ts'
import { useFileDrop } from '../hooks/use-file-drop.ts'
import { useUploadQueue } from '../hooks/use-upload-queue.ts'
import { UploadingContext } from '../hooks/use-uploading.ts'
import { DropOverlay } from './drop-overlay.tsx'
import { UploadDialog } from './upload-dialog.tsx'
import { UploadTray } from './upload-tray.tsx'

/** Takes files wherever they are dropped or pasted, and keeps the tray over every page. */
export function UploadLayer({ children }: { children: ReactNode }) {
  const queue = useUploadQueue()
  const [bucket, chooseBucket] = useChosenBucket()
  const [isDialogOpen, setDialogOpen] = useState(false)
  const addFiles = useCallback(
    (files: readonly File[]) => {
      if (bucket === null) setDialogOpen(true)
      else {
        queue.add(files, bucket)
        setDialogOpen(false)
      }
    },
    [queue, bucket],
  )
  const openDialog = useCallback(() => setDialogOpen(true), [])
  const closeDialog = useCallback(() => setDialogOpen(false), [])
  const isOver = useFileDrop(addFiles)
  const uploading = useMemo(
    () => ({ queue, bucket, chooseBucket, addFiles, isDialogOpen, openDialog, closeDialog }),
    [queue, bucket, chooseBucket, addFiles, isDialogOpen, openDialog, closeDialog],
  )
  return (
    <UploadingContext value={uploading}>
      {children}
      <UploadDialog />
      <UploadTray />
      {isOver && <DropOverlay />}
    </UploadingContext>
  )
}
