'use client'

import { ByteSizeInput } from '#ui/byte-size-input.tsx'
import { Field } from '#ui/field.tsx'
import { Input } from '#ui/input.tsx'
import type { BucketDraft, DraftErrors } from '../bucket-draft.ts'

type RulesFieldsProps = {
  draft: BucketDraft
  errors: DraftErrors
  onChange(part: Partial<BucketDraft>): void
}

export function RulesFields({ draft, errors, onChange }: RulesFieldsProps) {
  return (
    <fieldset className="grid gap-4 border-line border-t pt-4">
      <legend className="sr-only">Rules</legend>
      <Field label="Largest file" hint="Checked before and after the upload" error={errors.maxSize ?? null}>
        {control => (
          <ByteSizeInput
            control={control}
            value={draft.maxSize}
            onChange={maxSize => onChange({ maxSize })}
            placeholder="No limit"
          />
        )}
      </Field>
      <Field
        label="Types of files"
        hint="With commas between them, for example image/*, application/pdf. Empty: every type."
        error={errors.contentTypes ?? null}
      >
        {control => (
          <Input
            {...control}
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            placeholder="Every type"
            value={draft.contentTypes}
            onChange={event => onChange({ contentTypes: event.target.value })}
          />
        )}
      </Field>
      <label className="flex items-start gap-2.5 text-[13px]">
        <input
          type="checkbox"
          className="mt-0.5 size-4 accent-(--accent)"
          checked={draft.requiresSize}
          onChange={event => onChange({ requiresSize: event.target.checked })}
        />
        <span>
          Every upload has to say its size
          <span className="block text-muted">Then the store refuses a file of another size by itself.</span>
        </span>
      </label>
    </fieldset>
  )
}
