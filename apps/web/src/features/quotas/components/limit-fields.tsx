'use client'

import { ByteSizeInput } from '#ui/byte-size-input.tsx'
import { Field } from '#ui/field.tsx'
import { Input } from '#ui/input.tsx'
import { type LimitsDraft, readLimits } from '../limits-draft.ts'

type LimitFieldsProps = {
  labels: { bytes: string; objects: string }
  hints: { bytes: string; objects: string }
  draft: LimitsDraft
  /** Mistakes are told from the first try on. */
  isTried: boolean
  onChange(draft: LimitsDraft): void
}

export function LimitFields({ labels, hints, draft, isTried, onChange }: LimitFieldsProps) {
  const { bytes, objects } = readLimits(draft)
  return (
    <>
      <Field
        label={labels.bytes}
        hint={hints.bytes}
        error={isTried && bytes === undefined ? 'Give a number, for example 2.5' : null}
      >
        {control => (
          <ByteSizeInput
            control={control}
            value={draft.size}
            onChange={size => onChange({ ...draft, size })}
            placeholder="No limit"
          />
        )}
      </Field>
      <Field
        label={labels.objects}
        hint={hints.objects}
        error={isTried && objects === undefined ? 'Give a whole number, for example 1000' : null}
      >
        {control => (
          <Input
            {...control}
            inputMode="numeric"
            autoComplete="off"
            placeholder="No limit"
            value={draft.count}
            onChange={event => onChange({ ...draft, count: event.target.value })}
          />
        )}
      </Field>
    </>
  )
}
