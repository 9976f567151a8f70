'use client'

import { isActive } from '@landfall/client/queue'
import { FolderOpen, Send } from 'lucide-react'
import { useRef, useState } from 'react'
import { useQueueItems, useUploading } from '#features/uploading/hooks/use-uploading.ts'

import { formatBytes } from '#lib/format.ts'
import { Button } from '#ui/button.tsx'
import { Dialog, DialogContent, DialogTrigger } from '#ui/dialog.tsx'
import type { Upload } from '../hooks/use-upload.ts'
import { differencesOf } from '../send-again.ts'

type SendAgainDialogProps = { upload: Upload; isPrimary: boolean }

/** Asks for the file, shows in what it differs from the one that was announced, and hands it to the tray. */
export function SendAgainDialog({ upload, isPrimary }: SendAgainDialogProps) {
  const { queue } = useUploading()
  const [isOpen, setOpen] = useState(false)
  const isUnderWay = useQueueItems(queue).some(item => item.uploadId === upload.upload_id && isActive(item))
  const send = (file: File) => {
    queue.sendAgain(file, { uploadId: upload.upload_id, bucket: upload.bucket_id })
    setOpen(false)
  }
  return (
    <Dialog open={isOpen} onOpenChange={setOpen}>
      <DialogTrigger asChild>
        <Button variant={isPrimary ? 'primary' : 'outline'} disabled={isUnderWay}>
          <Send aria-hidden />
          {isUnderWay ? 'Sending…' : 'Send again'}
        </Button>
      </DialogTrigger>
      <DialogContent
        title="Send the file again"
        description="It goes to a fresh address as the next attempt of this upload. What arrived before is deleted and never read."
      >
        <FileStep upload={upload} onSend={send} />
      </DialogContent>
    </Dialog>
  )
}

function FileStep({ upload, onSend }: { upload: Upload; onSend(file: File): void }) {
  const [file, setFile] = useState<File | null>(null)
  const input = useRef<HTMLInputElement>(null)
  const choose = () => input.current?.click()
  return (
    <>
      <input
        ref={input}
        type="file"
        aria-label={`File to send again for ${upload.filename}`}
        className="hidden"
        onChange={event => {
          setFile(event.target.files?.[0] ?? null)
          // The same file can be chosen again.
          event.target.value = ''
        }}
      />
      {file && <ChosenFile upload={upload} file={file} />}
      <footer className="flex flex-wrap justify-end gap-2">
        <Button variant={file ? 'outline' : 'primary'} onClick={choose}>
          <FolderOpen aria-hidden />
          {file ? 'Choose another' : 'Choose the file'}
        </Button>
        {file && (
          <Button variant="primary" onClick={() => onSend(file)}>
            <Send aria-hidden />
            Send
          </Button>
        )}
      </footer>
    </>
  )
}

function ChosenFile({ upload, file }: { upload: Upload; file: File }) {
  const differences = differencesOf(upload, file)
  return (
    <div role="status" className="grid gap-2 rounded-md bg-sunken px-3 py-2.5 text-[13px]">
      <p className="flex min-w-0 items-baseline justify-between gap-3">
        <span className="truncate font-medium" title={file.name}>
          {file.name}
        </span>
        <span className="shrink-0 text-muted tabular-nums">{formatBytes(file.size)}</span>
      </p>
      {differences.length > 0 && (
        <ul className="grid gap-1 text-warn">
          {differences.map(difference => (
            <li key={difference}>{difference}</li>
          ))}
        </ul>
      )}
    </div>
  )
}
