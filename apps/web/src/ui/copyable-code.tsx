import { CopyButton } from './copy-button.tsx'

/** An id or a digest: cut where there is no room, whole in the clipboard. */
export function CopyableCode({ value, label }: { value: string; label: string }) {
  return (
    <span className="flex min-w-0 items-center gap-1">
      <code className="truncate font-mono text-xs" title={value}>
        {value}
      </code>
      <CopyButton value={value} label={label} />
    </span>
  )
}
