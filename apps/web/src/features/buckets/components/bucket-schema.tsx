import { Badge } from '#ui/badge.tsx'
import { Card, CardHeader } from '#ui/card.tsx'
import type { Bucket } from '../hooks/use-buckets.ts'

export function BucketSchema({ schema }: { schema: Bucket['bucket_schema'] }) {
  const fields = fieldsOf(schema)
  return (
    <Card>
      <CardHeader title="Schema" />
      {fields.length === 0 ? (
        <p className="px-4 py-3 text-[13px] text-muted">No fields are named; objects may carry any.</p>
      ) : (
        <ul className="divide-y divide-line">
          {fields.map(({ name, type, isRequired, description }) => (
            <li key={name} className="flex flex-wrap items-center gap-x-3 gap-y-1 px-4 py-2 text-[13px]">
              <code className="min-w-0 break-all font-mono">{name}</code>
              <Badge>{type}</Badge>
              {isRequired && <Badge tone="accent">required</Badge>}
              {description && <span className="basis-full text-muted">{description}</span>}
            </li>
          ))}
        </ul>
      )}
    </Card>
  )
}

interface SchemaField {
  name: string
  type: string
  isRequired: boolean
  description: string | null
}

/** A schema is free JSON with field definitions in it; whatever else stands there is left out. */
function fieldsOf(schema: Bucket['bucket_schema']): SchemaField[] {
  const properties = schema?.properties
  if (typeof properties !== 'object' || properties === null) return []
  return Object.entries(properties).map(([name, given]) => {
    const definition: Record<string, unknown> =
      typeof given === 'object' && given !== null ? { ...given } : {}
    const { type, required, description } = definition
    return {
      name,
      type: typeof type === 'string' ? type : 'any',
      isRequired: required === true,
      description: typeof description === 'string' ? description : null,
    }
  })
}
