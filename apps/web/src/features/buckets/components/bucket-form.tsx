'use client'

import { explain } from '#lib/api-error.ts'
import { Button } from '#ui/button.tsx'
import { DialogClose } from '#ui/dialog.tsx'
import { Field } from '#ui/field.tsx'
import { Input } from '#ui/input.tsx'
import { useCreateBucket } from '../hooks/use-create-bucket.ts'
import { RulesFields } from './rules-fields.tsx'
import { SchemaEditor } from './schema-editor.tsx'

export function BucketForm() {
  const { draft, change, errors, submit, isPending, error } = useCreateBucket()
  return (
    <form
      noValidate
      className="grid gap-4"
      onSubmit={event => {
        event.preventDefault()
        submit()
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
      <SchemaEditor
        fields={draft.fields}
        error={errors.fields ?? null}
        onChange={fields => change({ fields })}
      />
      <RulesFields draft={draft} errors={errors} onChange={change} />
      {error && (
        <p role="alert" className="rounded-md bg-bad-soft px-3 py-2 text-[13px] text-bad">
          {explain(error).title}. {explain(error).advice}
        </p>
      )}
      <footer className="flex justify-end gap-2">
        <DialogClose asChild>
          <Button>Cancel</Button>
        </DialogClose>
        <Button type="submit" variant="primary" disabled={isPending}>
          {isPending ? 'Creating…' : 'Create bucket'}
        </Button>
      </footer>
    </form>
  )
}
