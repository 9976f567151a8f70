'use client'

import { Settings2, X } from 'lucide-react'
import { useState } from 'react'
import { Button } from '#ui/button.tsx'
import { Input } from '#ui/input.tsx'
import type { DraftField } from '../schema-draft.ts'
import { SchemaFieldOptions } from './schema-field-options.tsx'
import { SchemaFields } from './schema-fields.tsx'
import { SchemaTypeSelect } from './schema-type-select.tsx'

type SchemaFieldRowProps = {
  label: string
  field: DraftField
  problems: ReadonlyMap<string, string>
  onChange(field: DraftField): void
  onRemove(): void
}

/** Name and type in one line; everything else is a button away, or below it where the type needs it. */
export function SchemaFieldRow({ label, field, problems, onChange, onRemove }: SchemaFieldRowProps) {
  const [isOpen, setOpen] = useState(false)
  const problem = problems.get(field.key)
  return (
    <div className="grid gap-2">
      <div className="flex items-center gap-1.5">
        <Input
          aria-label={`Name of ${label}`}
          aria-invalid={problem !== undefined}
          placeholder="title"
          maxLength={255}
          autoComplete="off"
          // The row was just asked for.
          autoFocus={field.name === ''}
          className="min-w-0 flex-1"
          value={field.name}
          onChange={event => onChange({ ...field, name: event.target.value })}
        />
        <SchemaTypeSelect label={`Type of ${label}`} field={field} onChange={onChange} />
        <Button
          variant="ghost"
          size="icon"
          aria-label={`Options of ${label}`}
          aria-expanded={isOpen}
          className={field.isRequired || field.values || field.description ? 'text-accent' : undefined}
          onClick={() => setOpen(!isOpen)}
        >
          <Settings2 aria-hidden />
        </Button>
        <Button variant="ghost" size="icon" aria-label={`Remove ${label}`} onClick={onRemove}>
          <X aria-hidden />
        </Button>
      </div>
      {problem && (
        <p role="alert" className="text-[13px] text-bad">
          {problem}
        </p>
      )}
      {isOpen && <SchemaFieldOptions label={label} field={field} onChange={onChange} />}
      <Below label={label} field={field} problems={problems} onChange={onChange} />
    </div>
  )
}

/** What an object has, and what a list is of. */
function Below({ label, field, problems, onChange }: Omit<SchemaFieldRowProps, 'onRemove'>) {
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
