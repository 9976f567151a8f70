'use client'

import { Plus } from 'lucide-react'
import { Button } from '#ui/button.tsx'
import { type DraftField, newField } from '../schema-draft.ts'
import { SchemaFieldRow } from './schema-field-row.tsx'

type SchemaFieldsProps = {
  /** How its rows are called: `field`, or `field of address`. */
  path: string
  fields: readonly DraftField[]
  problems: ReadonlyMap<string, string>
  onChange(fields: DraftField[]): void
}

/** The fields of a schema or of one of its objects. */
export function SchemaFields({ path, fields, problems, onChange }: SchemaFieldsProps) {
  return (
    <div className="grid gap-2">
      {fields.map((field, index) => (
        <SchemaFieldRow
          key={field.key}
          label={`${path} ${index + 1}`}
          field={field}
          problems={problems}
          onChange={next => onChange(fields.map(old => (old.key === field.key ? next : old)))}
          onRemove={() => onChange(fields.filter(({ key }) => key !== field.key))}
        />
      ))}
      <Button size="sm" className="justify-self-start" onClick={() => onChange([...fields, newField()])}>
        <Plus aria-hidden />
        Add a field
      </Button>
    </div>
  )
}
