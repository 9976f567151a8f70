import { cn } from '#lib/cn.ts'
import { levelOf, type MeterLevel, sharesOf } from '../meter-level.ts'

const FILL: Record<MeterLevel, string> = {
  unlimited: 'bg-faint',
  fine: 'bg-accent',
  tight: 'bg-warn',
  full: 'bg-bad',
}

const WORDS: Record<MeterLevel, string | null> = {
  unlimited: null,
  fine: null,
  tight: 'Nearly full',
  full: 'Full',
}

type MeterProps = {
  label: string
  used: number
  reserved: number
  /** Null: no limit, so there is nothing to fill. */
  limit: number | null
  format(amount: number): string
}

/** Used and reserved against a limit, in words and as a bar; the level by a word too, not by colour alone. */
export function Meter({ label, used, reserved, limit, format }: MeterProps) {
  const level = levelOf({ used, reserved, limit })
  const shares = sharesOf({ used, reserved, limit })
  const text = `${format(used)} ${limit === null ? 'used, no limit' : `of ${format(limit)}`}`
  const reservedText = reserved > 0 ? `${format(reserved)} reserved` : null
  return (
    <div className="grid min-w-0 content-start gap-1.5">
      <div className="flex flex-wrap items-baseline justify-between gap-x-3 text-[13px]">
        <span className="text-muted">{label}</span>
        <span className="tabular-nums">
          {WORDS[level] && (
            <span className={cn('mr-2 font-medium', level === 'full' ? 'text-bad' : 'text-warn')}>
              {WORDS[level]}
            </span>
          )}
          {text}
        </span>
      </div>
      {limit !== null && (
        // biome-ignore lint/a11y/useSemanticElements: a native meter cannot show two parts.
        <div
          role="meter"
          aria-label={label}
          aria-valuemin={0}
          aria-valuemax={100}
          aria-valuenow={Math.round(shares.used + shares.reserved)}
          aria-valuetext={[text, reservedText].filter(Boolean).join(', ')}
          className="flex h-2 overflow-hidden rounded-full bg-sunken"
        >
          <Part className={FILL[level]} share={shares.used} />
          <Part className={cn(FILL[level], 'opacity-45')} share={shares.reserved} />
        </div>
      )}
      {reservedText && (
        <span className="text-faint text-xs tabular-nums">{reservedText} for open uploads</span>
      )}
    </div>
  )
}

/** Of something that is hardly anything there is at least a round dot. */
function Part({ className, share }: { className: string; share: number }) {
  if (share === 0) return null
  return <div className={cn('h-full min-w-2 rounded-full', className)} style={{ width: `${share}%` }} />
}
