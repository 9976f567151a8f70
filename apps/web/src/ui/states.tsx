import { CloudOff, type LucideIcon, RotateCw } from 'lucide-react'
import type { ReactNode } from 'react'
import { explain } from '#lib/api-error.ts'
import { Button } from './button.tsx'

type EmptyStateProps = { icon: LucideIcon; title: string; children?: ReactNode; action?: ReactNode }

/** Nothing here yet, why that is, and what to do about it. */
export function EmptyState({ icon: Icon, title, children, action }: EmptyStateProps) {
  return (
    <div className="flex flex-col items-center gap-3 px-6 py-14 text-center">
      <span className="grid size-11 place-items-center rounded-full bg-accent-soft text-accent-strong">
        <Icon className="size-5" aria-hidden />
      </span>
      <p className="font-semibold text-[15px]">{title}</p>
      {children && <div className="max-w-sm text-muted">{children}</div>}
      {action}
    </div>
  )
}

/** A part that could not be loaded, with the way to try again. */
export function ErrorState({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const { title, advice, code } = explain(error)
  return (
    <div role="alert" className="flex flex-col items-center gap-3 px-6 py-12 text-center">
      <span className="grid size-11 place-items-center rounded-full bg-bad-soft text-bad">
        <CloudOff className="size-5" aria-hidden />
      </span>
      <p className="font-semibold text-[15px]">{title}</p>
      <p className="max-w-sm text-muted">{advice}</p>
      <p className="font-mono text-faint text-xs">{code}</p>
      {onRetry && (
        <Button size="sm" onClick={onRetry}>
          <RotateCw aria-hidden />
          Try again
        </Button>
      )}
    </div>
  )
}
