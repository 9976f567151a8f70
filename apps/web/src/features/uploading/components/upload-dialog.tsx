'use client'

import Link from 'next/link'
import { Dialog, DialogContent } from '#ui/dialog.tsx'
import { Select } from '#ui/select.tsx'
import { Skeleton } from '#ui/skeleton.tsx'
import { ErrorState } from '#ui/states.tsx'
import { useUploadBuckets } from '../hooks/use-upload-buckets.ts'
import { useUploading } from '../hooks/use-uploading.ts'
import { FileChoice } from './file-choice.tsx'

export function UploadDialog({ waiting }: { waiting: number }) {
  const { isDialogOpen, openDialog, closeDialog } = useUploading()
  return (
    <Dialog open={isDialogOpen} onOpenChange={isOpen => (isOpen ? openDialog() : closeDialog())}>
      <DialogContent
        title="Upload files"
        description="They go straight to the store and count once Landfall has verified what arrived."
      >
        <BucketChoice waiting={waiting} />
        <FileChoice />
      </DialogContent>
    </Dialog>
  )
}

function BucketChoice({ waiting }: { waiting: number }) {
  const { bucket, chooseBucket, closeDialog } = useUploading()
  const { data, error, refetch } = useUploadBuckets()
  if (error) return <ErrorState error={error} onRetry={refetch} />
  if (!data) return <Skeleton className="h-9" />
  if (data.results.length === 0) {
    return (
      <p className="text-muted">
        There is no bucket yet.{' '}
        <Link href="/buckets" onClick={closeDialog} className="text-accent underline underline-offset-4">
          Create one
        </Link>{' '}
        to upload into{waiting > 0 && ', and what you chose goes there'}.
      </p>
    )
  }
  const options = data.results.map(({ bucket_id: value, bucket_name: label }) => ({ value, label }))
  return (
    <div className="grid gap-1.5">
      <span className="font-medium text-[13px]" aria-hidden>
        Bucket
      </span>
      <Select label="Bucket" value={bucket ?? ''} options={options} onChange={chooseBucket} />
    </div>
  )
}
