import { Card, CardHeader } from '#ui/card.tsx'
import { DetailList } from '#ui/detail-list.tsx'

export function ObjectMetadata({ metadata }: { metadata: readonly [name: string, value: unknown][] }) {
  return (
    <Card>
      <CardHeader title="Metadata" />
      {metadata.length === 0 ? (
        <p className="px-4 py-3 text-[13px] text-muted">None was given with the upload.</p>
      ) : (
        <DetailList
          className="items-baseline px-4 py-3"
          items={metadata.map(([name, value]) => [name, <Value key={name} value={value} />])}
        />
      )}
    </Card>
  )
}

function Value({ value }: { value: unknown }) {
  if (typeof value === 'string') return value
  if (Array.isArray(value) && value.every(isSimple)) return value.join(', ')
  return <code className="whitespace-pre-wrap font-mono text-xs">{JSON.stringify(value, null, 2)}</code>
}

const isSimple = (item: unknown) => typeof item === 'string' || typeof item === 'number'
