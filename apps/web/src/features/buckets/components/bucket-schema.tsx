'use client'

import { useMemo } from 'react'
import { Badge } from '#ui/badge.tsx'
import { Card, CardHeader } from '#ui/card.tsx'
import type { Bucket } from '../hooks/use-buckets.ts'
import { type DraftField, fieldsOf } from '../schema-draft.ts'

export function BucketSchema({ schema }: { schema: Bucket['bucket_schema'] }) {
  const fields = useMemo(() => fieldsOf(schema?.properties), [schema])
  return (
    <Card>
      <CardHeader title="Schema" />
      {fields.length === 0 ? (
        <p className="px-4 py-3 text-[13px] text-muted">No fields are named; objects may carry any.</p>
      ) : (
        <FieldList fields={fields} className="divide-y divide-line px-4" />
      )}
    </Card>
  )
}

function FieldList({ fields, className }: { fields: readonly DraftField[]; className: string }) {
  return (
    <ul className={className}>
      {fields.map(field => (
        <Field key={field.key} field={field} />
      ))}
    </ul>
  )
}

function Field({ field }: { field: DraftField }) {
  const { name, isRequired, description, values } = field
  const below = fieldsBelow(field)
  return (
    <li className="py-2 text-[13px]">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <code className="min-w-0 break-all font-mono">{name}</code>
        <Badge>{typeWords(field)}</Badge>
        {isRequired && <Badge tone="accent">required</Badge>}
        {description && <span className="basis-full text-muted">{description}</span>}
        {values && (
          <span className="basis-full text-muted [overflow-wrap:anywhere]">
            one of <code className="font-mono text-xs">{values}</code>
          </span>
        )}
      </div>
      {below.length > 0 && <FieldList fields={below} className="mt-1 border-line border-l-2 pl-3" />}
    </li>
  )
}

/** `list of object`, `list of list of date`. */
function typeWords({ type, items }: DraftField): string {
  return type === 'array' && items ? `list of ${typeWords(items)}` : type
}

function fieldsBelow({ type, fields, items }: DraftField): readonly DraftField[] {
  if (type === 'array' && items) return fieldsBelow(items)
  return type === 'object' ? fields : []
}
