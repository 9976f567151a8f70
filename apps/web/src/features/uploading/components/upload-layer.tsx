'use client'

import type { Dropped, FoundFile } from '@landfall/client/queue'
import { type ReactNode, useCallback, useEffect, useMemo, useState } from 'react'
import { usePermission } from '#features/account/hooks/use-permission.ts'
import { useChosenBucket } from '../hooks/use-chosen-bucket.ts'
import { useFileDrop } from '../hooks/use-file-drop.ts'
import { useRetryWhenOnline } from '../hooks/use-retry-when-online.ts'
import { useSignedOut } from '../hooks/use-signed-out.ts'
import { useUploadQueue } from '../hooks/use-upload-queue.ts'
import { UploadingContext } from '../hooks/use-uploading.ts'
import { tellDropped, tellReadOnly } from '../tell-dropped.ts'
import { DropOverlay } from './drop-overlay.tsx'
import { UploadDialog } from './upload-dialog.tsx'
import { UploadTray } from './upload-tray.tsx'

const NONE: readonly FoundFile[] = []

/** Takes files wherever they are dropped or pasted, and keeps the tray over every page. */
export function UploadLayer({ children }: { children: ReactNode }) {
  const queue = useUploadQueue()
  useRetryWhenOnline(queue)
  useSignedOut(queue)
  const mayUpload = usePermission('write')
  const [bucket, chooseBucket] = useChosenBucket()
  const [isDialogOpen, setDialogOpen] = useState(false)
  // Chosen before a bucket was known: they wait for the first one.
  const [waiting, setWaiting] = useState(NONE)
  useEffect(() => {
    if (bucket === null || waiting.length === 0) return
    queue.add(waiting, { bucket })
    // Used last, so used next, whatever buckets are made meanwhile.
    chooseBucket(bucket)
    setWaiting(NONE)
    setDialogOpen(false)
  }, [queue, bucket, chooseBucket, waiting])
  const addFiles = useCallback(
    (files: readonly FoundFile[]) => {
      setWaiting(before => [...before, ...files])
      setDialogOpen(bucket === null)
    },
    [bucket],
  )
  const openDialog = useCallback(() => (mayUpload ? setDialogOpen(true) : tellReadOnly()), [mayUpload])
  const closeDialog = useCallback(() => setDialogOpen(false), [])
  const takeDropped = (dropped: Dropped) => {
    if (!mayUpload) return tellReadOnly()
    tellDropped(dropped)
    if (dropped.files.length > 0) addFiles(dropped.files)
  }
  const isOver = useFileDrop(takeDropped)
  const uploading = useMemo(
    () => ({ queue, bucket, chooseBucket, addFiles, isDialogOpen, openDialog, closeDialog }),
    [queue, bucket, chooseBucket, addFiles, isDialogOpen, openDialog, closeDialog],
  )
  return (
    <UploadingContext value={uploading}>
      {children}
      <UploadDialog waiting={waiting.length} />
      <UploadTray />
      {isOver && mayUpload && <DropOverlay />}
    </UploadingContext>
  )
}
