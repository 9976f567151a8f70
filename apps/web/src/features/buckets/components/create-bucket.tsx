'use client'

import { Plus } from 'lucide-react'
import { usePermission } from '#features/account/hooks/use-permission.ts'
import { Button } from '#ui/button.tsx'
import { Dialog, DialogContent, DialogTrigger } from '#ui/dialog.tsx'
import { BucketForm } from './bucket-form.tsx'

export function CreateBucket() {
  const mayCreate = usePermission('write')
  if (!mayCreate) return null
  return (
    <Dialog>
      <DialogTrigger asChild>
        <Button variant="primary">
          <Plus aria-hidden />
          Create bucket
        </Button>
      </DialogTrigger>
      <DialogContent
        title="Create a bucket"
        description="Its rules hold for every file in it; its schema says what its objects look like."
      >
        <BucketForm />
      </DialogContent>
    </Dialog>
  )
}
