'use client'

import { explain } from '#lib/api-error.ts'
import { Button } from './button.tsx'
import { DialogClose } from './dialog.tsx'

/** Why what was sent was not taken. */
export function FormError({ error }: { error: unknown }) {
  if (!error) return null
  const { title, advice } = explain(error)
  return (
    <p role="alert" className="rounded-md bg-bad-soft px-3 py-2 text-[13px] text-bad">
      {title}. {advice}
    </p>
  )
}

type FormFooterProps = { action: string; pendingAction: string; isPending: boolean }

/** Of a form in a dialog. */
export function FormFooter({ action, pendingAction, isPending }: FormFooterProps) {
  return (
    <footer className="flex justify-end gap-2">
      <DialogClose asChild>
        <Button>Cancel</Button>
      </DialogClose>
      <Button type="submit" variant="primary" disabled={isPending}>
        {isPending ? pendingAction : action}
      </Button>
    </footer>
  )
}
