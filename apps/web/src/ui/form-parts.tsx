'use client'

import { explain } from '#lib/api-error.ts'
import { Button } from './button.tsx'
import { DialogClose } from './dialog.tsx'

/** Why what was sent was not taken. */
function FormError({ error }: { error: unknown }) {
  if (!error) return null
  const { title, advice } = explain(error)
  return (
    <p role="alert" className="rounded-md bg-bad-soft px-3 py-2 text-[13px] text-bad">
      {title}. {advice}
    </p>
  )
}

type FormFooterProps = { action: string; pendingAction: string; isPending: boolean; error: unknown }

/** Of a form in a dialog: stays in view, however long the form is. It covers the dialog’s padding, which sticking counts. */
export function FormFooter({ action, pendingAction, isPending, error }: FormFooterProps) {
  return (
    <footer className="sticky -bottom-5 -mx-5 -mb-5 grid gap-3 border-line border-t bg-surface px-5 py-3">
      <FormError error={error} />
      <div className="flex justify-end gap-2">
        <DialogClose asChild>
          <Button>Cancel</Button>
        </DialogClose>
        <Button type="submit" variant="primary" disabled={isPending}>
          {isPending ? pendingAction : action}
        </Button>
      </div>
    </footer>
  )
}
