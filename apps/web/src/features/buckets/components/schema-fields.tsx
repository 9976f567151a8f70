'use client'

import { Plus } from 'lucide-react'
import { Button } from '#ui/button.tsx'
import { type DraftField, newField } from '../schema-draft.ts'
import { SchemaFieldRow } from './schema-field-row.tsx'
import { SchemaTypeSelect } from './schema-type-select.tsx'

type SchemaFieldsProps = {
  /** How its rows are called: `field`, or `field of address`. */
  path: string
  fields: readonly DraftField[]
  problems: ReadonlyMap<string, string>
  onChange(fields: DraftField[]): void
}

/** The fields of a schema or of one of its objects. */
export function SchemaFields({ path, fields, problems, onChange }: SchemaFieldsProps) {
  const change = (next: DraftField) => onChange(fields.map(old => (old.key === next.key ? next : old)))
  return (
    <div className="grid gap-2">
      {fields.map((field, index) => (
        <SchemaFieldRow
          key={field.key}
          label={`${path} ${index + 1}`}
          field={field}
          problem={problems.get(field.key)}
          onChange={change}
          onRemove={() => onChange(fields.filter(({ key }) => key !== field.key))}
        >
          <Below label={`${path} ${index + 1}`} field={field} problems={problems} onChange={change} />
        </SchemaFieldRow>
      ))}
      <Button size="sm" className="justify-self-start" onClick={() => onChange([...fields, newField()])}>
        <Plus aria-hidden />
        Add a field
      </Button>
    </div>
  )
}

type BelowProps = {
  label: string
  field: DraftField
  problems: ReadonlyMap<string, string>
  onChange(field: DraftField): void
}

/** What an object has, and what a list is of. */
function Below({ label, field, problems, onChange }: BelowProps) {
  const name = field.name.trim() || label
  const { items } = field
  if (field.type === 'array' && items) {
    const changeItems = (next: DraftField) => onChange({ ...field, items: next })
    return (
      <div className="ml-2 grid gap-2 border-line border-l-2 pl-3">
        <div className="flex items-center gap-2 text-[13px] text-muted">
          a list of
          <SchemaTypeSelect label={`Type of the items of ${label}`} field={items} onChange={changeItems} />
        </div>
        <Below label={`item of ${name}`} field={items} problems={problems} onChange={changeItems} />
      </div>
    )
  }
  if (field.type !== 'object') return null
  return (
    <div className="ml-2 border-line border-l-2 pl-3">
      <SchemaFields
        path={`field of ${name}`}
        fields={field.fields}
        problems={problems}
        onChange={fields => onChange({ ...field, fields })}
      />
    </div>
  )
}
