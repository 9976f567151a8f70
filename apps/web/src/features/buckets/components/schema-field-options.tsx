'use client'

import { Input } from '#ui/input.tsx'
import { type DraftField, hasValues } from '../schema-draft.ts'

type SchemaFieldOptionsProps = { label: string; field: DraftField; onChange(field: DraftField): void }

export function SchemaFieldOptions({ label, field, onChange }: SchemaFieldOptionsProps) {
  return (
    <div className="grid gap-2 rounded-md bg-sunken p-3 text-[13px]">
      <label className="flex items-center gap-2">
        <input
          type="checkbox"
          className="size-4 accent-(--accent)"
          checked={field.isRequired}
          onChange={event => onChange({ ...field, isRequired: event.target.checked })}
        />
        Required
      </label>
      {hasValues(field) && (
        <Input
          aria-label={`Allowed values of ${label}`}
          placeholder="Allowed values, with commas; empty: any"
          autoComplete="off"
          value={field.values}
          onChange={event => onChange({ ...field, values: event.target.value })}
        />
      )}
      <Input
        aria-label={`Description of ${label}`}
        placeholder="Description"
        autoComplete="off"
        value={field.description}
        onChange={event => onChange({ ...field, description: event.target.value })}
      />
    </div>
  )
}
