'use client'

import { useState } from 'react'
import { Button } from '#ui/button.tsx'
import { Dialog, DialogContent, DialogTrigger } from '#ui/dialog.tsx'
import { type QuotaRow, SCOPE_LABELS, titleOf } from '../scope-words.ts'
import { LimitForm } from './limit-form.tsx'

export function LimitDialog({ quota }: { quota: QuotaRow }) {
  const [isOpen, setOpen] = useState(false)
  const whose = `${SCOPE_LABELS[quota.scope].toLowerCase()} ${titleOf(quota)}`
  return (
    <Dialog open={isOpen} onOpenChange={setOpen}>
      <DialogTrigger asChild>
        <Button size="sm" aria-label={`Set limits of ${whose}`}>
          Set limits
        </Button>
      </DialogTrigger>
      <DialogContent
        title={`Limits of ${whose}`}
        description="A lower limit stops new uploads; what is there stays. Leave a field empty for no limit."
      >
        <LimitForm quota={quota} onDone={() => setOpen(false)} />
      </DialogContent>
    </Dialog>
  )
}
