'use client'

import { Plus, X } from 'lucide-react'
import { Button } from '#ui/button.tsx'
import { Input } from '#ui/input.tsx'
import { Select } from '#ui/select.tsx'
import { type DraftField, FIELD_TYPES } from '../bucket-draft.ts'

const TYPE_OPTIONS = FIELD_TYPES.map(type => ({ value: type, label: type }))

type SchemaEditorProps = {
  fields: DraftField[]
  error: string | null
  onChange(fields: DraftField[]): void
}

export function SchemaEditor({ fields, error, onChange }: SchemaEditorProps) {
  const add = () => onChange([...fields, { key: crypto.randomUUID(), name: '', type: 'string' }])
  const update = (key: string, part: Partial<DraftField>) =>
    onChange(fields.map(field => (field.key === key ? { ...field, ...part } : field)))
  const remove = (key: string) => onChange(fields.filter(field => field.key !== key))
  return (
    <fieldset className="grid gap-2">
      <legend className="mb-1 font-medium text-[13px]">Schema</legend>
      <p
        className={error ? 'text-[13px] text-bad' : 'text-[13px] text-muted'}
        role={error ? 'alert' : undefined}
      >
        {error ?? 'Fields that its objects have: what describes a file, or a file itself.'}
      </p>
      {fields.map((field, index) => (
        <FieldRow
          key={field.key}
          field={field}
          position={index + 1}
          onUpdate={part => update(field.key, part)}
          onRemove={() => remove(field.key)}
        />
      ))}
      <Button size="sm" className="justify-self-start" onClick={add}>
        <Plus aria-hidden />
        Add a field
      </Button>
    </fieldset>
  )
}

type FieldRowProps = {
  field: DraftField
  position: number
  onUpdate(part: Partial<DraftField>): void
  onRemove(): void
}

function FieldRow({ field, position, onUpdate, onRemove }: FieldRowProps) {
  return (
    <div className="flex items-center gap-2">
      <Input
        aria-label={`Name of field ${position}`}
        placeholder="title"
        maxLength={255}
        autoComplete="off"
        // The row was just asked for.
        autoFocus={field.name === ''}
        value={field.name}
        onChange={event => onUpdate({ name: event.target.value })}
      />
      <Select
        label={`Type of field ${position}`}
        className="w-28 shrink-0"
        value={field.type}
        options={TYPE_OPTIONS}
        onChange={type => onUpdate({ type })}
      />
      <Button variant="ghost" size="icon" aria-label={`Remove field ${position}`} onClick={onRemove}>
        <X aria-hidden />
      </Button>
    </div>
  )
}
