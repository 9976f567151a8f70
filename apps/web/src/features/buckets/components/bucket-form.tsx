'use client'

import { focusFirstInvalid } from '#lib/focus-invalid.ts'
import { Field } from '#ui/field.tsx'
import { FormFooter } from '#ui/form-parts.tsx'
import { Input } from '#ui/input.tsx'
import { useCreateBucket } from '../hooks/use-create-bucket.ts'
import { RulesFields } from './rules-fields.tsx'
import { SchemaEditor } from './schema-editor.tsx'

export function BucketForm() {
  const { draft, change, errors, isTried, submit, isPending, error } = useCreateBucket()
  return (
    <form
      noValidate
      className="grid gap-4"
      onSubmit={event => {
        event.preventDefault()
        submit()
        focusFirstInvalid(event.currentTarget)
      }}
    >
      <Field label="Name" hint="Unique here, for example invoices" error={errors.name ?? null}>
        {control => (
          <Input
            {...control}
            required
            maxLength={255}
            autoComplete="off"
            value={draft.name}
            onChange={event => change({ name: event.target.value })}
          />
        )}
      </Field>
      <Field label="Description" hint="Optional">
        {control => (
          <Input
            {...control}
            maxLength={2000}
            autoComplete="off"
            value={draft.description}
            onChange={event => change({ description: event.target.value })}
          />
        )}
      </Field>
      <RulesFields draft={draft} errors={errors} onChange={change} />
      <SchemaEditor draft={draft} isTried={isTried} onChange={change} />
      <FormFooter action="Create bucket" pendingAction="Creating…" isPending={isPending} error={error} />
    </form>
  )
}
