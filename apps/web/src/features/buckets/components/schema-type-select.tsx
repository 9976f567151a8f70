'use client'

import { BUCKET_FIELD_TYPES, type BucketFieldType } from '@landfall/core/wire'
import { Select } from '#ui/select.tsx'
import { type DraftField, withType } from '../schema-draft.ts'

const TYPES = BUCKET_FIELD_TYPES.map(type => ({ value: type, label: type }))

type SchemaTypeSelectProps = { label: string; field: DraftField; onChange(field: DraftField): void }

export function SchemaTypeSelect({ label, field, onChange }: SchemaTypeSelectProps) {
  return (
    <Select
      label={label}
      className="w-28 shrink-0"
      value={field.type}
      options={TYPES}
      onChange={type => onChange(withType(field, type as BucketFieldType))}
    />
  )
}
