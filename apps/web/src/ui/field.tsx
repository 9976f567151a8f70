import { type ReactNode, useId } from 'react'

type FieldProps = {
  label: string
  hint?: ReactNode
  error?: string | null
  /** Gets the ids that tie the control to its label and its words. */
  children(control: { id: string; 'aria-describedby': string; 'aria-invalid': boolean }): ReactNode
}

export function Field({ label, hint, error, children }: FieldProps) {
  const id = useId()
  return (
    <div className="grid gap-1.5">
      <label htmlFor={id} className="font-medium text-[13px]">
        {label}
      </label>
      {children({ id, 'aria-describedby': `${id}-hint`, 'aria-invalid': Boolean(error) })}
      <p id={`${id}-hint`} className={error ? 'text-[13px] text-bad' : 'text-[13px] text-muted'}>
        {error ?? hint}
      </p>
    </div>
  )
}
