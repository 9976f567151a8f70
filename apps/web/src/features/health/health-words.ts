import { explainCode } from '#lib/api-error.ts'
import { formatBytes, formatCount } from '#lib/format.ts'
import type { Tone } from '#ui/badge.tsx'
import type { Preview, Run } from './hooks/use-health.ts'

type Would = Preview['uploads'][number]['would']

export const WOULD: Record<Would, { label: string; tone: Tone }> = {
  settle: { label: 'Would settle', tone: 'good' },
  expire: { label: 'Would expire', tone: 'bad' },
  keep_open: { label: 'Would stay open', tone: 'warn' },
  wait: { label: 'Would wait', tone: 'neutral' },
}

const REASONS: Record<string, string> = {
  BYTES_SEEN: 'Its bytes are there, and its client had its time.',
  NOTHING_ARRIVED: 'Nothing is stored under it.',
  GRACE: 'Its bytes are there; its client may still confirm them itself.',
  CONFIRMING: 'A task confirms it right now.',
  UNCONFIRMED_EXPIRE: 'Its bucket lets what nobody confirms expire.',
  DISPUTED: 'Its client said that these bytes are not its own.',
}

export const reasonOf = (reason: string) => REASONS[reason] ?? explainCode(reason).title

/** `sweep-uploads` → `Sweep uploads`. */
export function kindLabel(kind: string): string {
  const words = kind.replaceAll('-', ' ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}

/** What is zero is not worth a word. */
export function figuresText(figures: Run['figures']): string {
  const told = Object.entries(figures).filter(([, value]) => value !== 0)
  if (told.length === 0) return 'Nothing to do'
  return told.map(([name, value]) => figureText(name, value)).join(', ')
}

function figureText(name: string, value: number): string {
  if (name === 'bytes') return formatBytes(value)
  if (name.endsWith('_bytes')) return `${formatBytes(value)} of ${name.slice(0, -'_bytes'.length)}s`
  return `${formatCount(value)} ${name.replaceAll('_', ' ')}`
}

export function runState({ finished_at, error }: Run): { label: string; tone: Tone } {
  if (error !== null) return { label: 'Failed', tone: 'bad' }
  return finished_at === null ? { label: 'Running', tone: 'accent' } : { label: 'Done', tone: 'good' }
}
