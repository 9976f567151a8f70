'use client'

import { Settings2, X } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { Button } from '#ui/button.tsx'
import { Input } from '#ui/input.tsx'
import type { DraftField } from '../schema-draft.ts'
import { SchemaFieldOptions } from './schema-field-options.tsx'
import { SchemaTypeSelect } from './schema-type-select.tsx'

type SchemaFieldRowProps = {
  label: string
  field: DraftField
  problem: string | undefined
  onChange(field: DraftField): void
  onRemove(): void
  /** The fields below it. */
  children: ReactNode
}

/** Name and type in one line; everything else is a button away, or below it where the type needs it. */
export function SchemaFieldRow(props: SchemaFieldRowProps) {
  const { label, field, problem, onChange, onRemove, children } = props
  const [isOpen, setOpen] = useState(false)
  return (
    <div className="grid gap-2">
      <div className="flex flex-wrap items-center gap-1.5">
        <Input
          aria-label={`Name of ${label}`}
          aria-invalid={problem !== undefined}
          placeholder="title"
          maxLength={255}
          autoComplete="off"
          // The row was just asked for.
          autoFocus={field.name === ''}
          className="min-w-0 flex-1 basis-28"
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
      {children}
    </div>
  )
}
