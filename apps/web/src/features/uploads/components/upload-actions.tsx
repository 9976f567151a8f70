'use client'

import { Archive, Ban, Download, Link2, RefreshCw } from 'lucide-react'
import Link from 'next/link'
import { toast } from 'sonner'
import { usePermission } from '#features/account/hooks/use-permission.ts'
import { Button } from '#ui/button.tsx'
import { ConfirmDialog } from '#ui/confirm-dialog.tsx'
import { useRefusal } from '../hooks/use-refusal.ts'
import type { Upload } from '../hooks/use-upload.ts'
import { useUploadActions } from '../hooks/use-upload-actions.ts'
import { isOpen } from '../hooks/use-uploads.ts'
import { sendAgainOf } from '../send-again.ts'
import { SendAgainDialog } from './send-again-dialog.tsx'

export function UploadActions({ upload }: { upload: Upload }) {
  const mayWrite = usePermission('write')
  if (isOpen(upload.status)) return mayWrite ? <OpenActions upload={upload} /> : null
  if (upload.presigned_url === null) return null
  return (
    <>
      <DownloadActions url={upload.presigned_url} filename={upload.filename} />
      {upload.object_id && (
        <Button asChild>
          <Link href={`/objects/${upload.object_id}`}>
            <Archive aria-hidden />
            Open object
          </Link>
        </Button>
      )}
    </>
  )
}

function OpenActions({ upload }: { upload: Upload }) {
  const { confirm, cancel, isBusy } = useUploadActions(upload)
  const again = sendAgainOf(upload, useRefusal(upload), Date.now())
  return (
    <>
      {(again === 'needed' || again === 'possible') && (
        <SendAgainDialog upload={upload} isPrimary={again === 'needed'} />
      )}
      <Button
        variant={again === 'needed' ? 'outline' : 'primary'}
        disabled={isBusy || upload.status === 'PROCESSING'}
        onClick={confirm}
      >
        <RefreshCw aria-hidden />
        Verify now
      </Button>
      <ConfirmDialog
        trigger={
          <Button disabled={isBusy}>
            <Ban aria-hidden />
            Cancel upload
          </Button>
        }
        title="Cancel this upload?"
        description={`“${upload.filename}” will not become an object: what was sent so far is deleted from the store, its room is free again, and its address stops counting. This cannot be undone.`}
        action="Cancel upload"
        onConfirm={cancel}
      />
    </>
  )
}

function DownloadActions({ url, filename }: { url: string; filename: string }) {
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(url)
      toast.success('Link copied', { description: 'Whoever has it can download the file for an hour.' })
    } catch {
      toast.error('Your browser does not let this page copy')
    }
  }
  return (
    <>
      <Button variant="primary" asChild>
        <a href={url} download={filename} rel="noreferrer">
          <Download aria-hidden />
          Download
        </a>
      </Button>
      <Button onClick={copy}>
        <Link2 aria-hidden />
        Copy link
      </Button>
    </>
  )
}
