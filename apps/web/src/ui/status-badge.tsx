import {
  Ban,
  CheckCircle2,
  CircleDashed,
  CircleX,
  LoaderCircle,
  type LucideIcon,
  SkipForward,
} from 'lucide-react'
import { Badge, type Tone } from './badge.tsx'

type Look = { label: string; tone: Tone; icon: LucideIcon }

/** Each status by colour, shape and word: never by colour alone. */
const LOOKS: Record<string, Look> = {
  PENDING: { label: 'Waiting', tone: 'warn', icon: CircleDashed },
  IN_PROGRESS: { label: 'In progress', tone: 'accent', icon: LoaderCircle },
  PROCESSING: { label: 'Verifying', tone: 'accent', icon: LoaderCircle },
  COMPLETED: { label: 'Completed', tone: 'good', icon: CheckCircle2 },
  FAILED: { label: 'Failed', tone: 'bad', icon: CircleX },
  CANCELED: { label: 'Canceled', tone: 'neutral', icon: Ban },
  SKIPPED: { label: 'Skipped', tone: 'neutral', icon: SkipForward },
}

export function StatusBadge({ status }: { status: string }) {
  const look = LOOKS[status]
  if (!look) return <Badge>{status}</Badge>
  const Icon = look.icon
  return (
    <Badge tone={look.tone} data-status={status}>
      <Icon aria-hidden />
      {look.label}
    </Badge>
  )
}
