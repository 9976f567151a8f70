import { Card, CardHeader } from '#ui/card.tsx'
import { CopyButton } from '#ui/copy-button.tsx'

type MetadataCardProps = { title: string; value: Record<string, unknown> | null }

export function MetadataCard({ title, value }: MetadataCardProps) {
  if (value === null || Object.keys(value).length === 0) return null
  const text = JSON.stringify(value, null, 2)
  return (
    <Card aria-label={title}>
      <CardHeader title={title}>
        <CopyButton value={text} label={`Copy ${title.toLowerCase()}`} />
      </CardHeader>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keyboard. */}
      <pre tabIndex={0} className="overflow-x-auto px-4 py-3 font-mono text-[12.5px] leading-5">
        {text}
      </pre>
    </Card>
  )
}
