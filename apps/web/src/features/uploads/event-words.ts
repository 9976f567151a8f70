import {
  Ban,
  CheckCircle2,
  CircleX,
  Copy,
  Eye,
  FilePlus2,
  Hourglass,
  Layers,
  type LucideIcon,
  RefreshCw,
  SkipForward,
  Trash2,
  TriangleAlert,
} from 'lucide-react'
import { explainCode } from '#lib/api-error.ts'
import { formatBytes, formatDateTime } from '#lib/format.ts'
import type { Tone } from '#ui/badge.tsx'
import type { UploadEvent } from './hooks/use-upload.ts'

interface EventWords {
  title: string
  icon: LucideIcon
  tone: Tone
  /** The event's own facts, in words; null: there are none worth a line. */
  detail: string | null
  /** What was claimed and what the store holds instead. */
  difference: { expected: string; found: string } | null
}

type Detail = UploadEvent['detail']

const sizeOf = (detail: Detail, key: string) =>
  typeof detail[key] === 'number' ? formatBytes(detail[key]) : null
const dateOf = (detail: Detail, key: string) =>
  typeof detail[key] === 'string' ? formatDateTime(detail[key]) : null

function signedWords(detail: Detail): string {
  const size = sizeOf(detail, 'file_size_bytes')
  const until = dateOf(detail, 'expires_at')
  return [
    size ? `Announced with ${size}` : 'No size announced',
    until ? `the address works until ${until}` : null,
  ]
    .filter(part => part !== null)
    .join('; ')
}

const partsWords = (detail: Detail) => {
  const size = sizeOf(detail, 'part_size_bytes')
  return size && `Parts of ${size}`
}

const refusedWords = (detail: Detail) => explainCode(String(detail.code)).title

function differenceOf({ expected, observed }: Detail): EventWords['difference'] {
  const isPlain = (value: unknown) => typeof value === 'string' || typeof value === 'number'
  return isPlain(expected) && isPlain(observed)
    ? { expected: String(expected), found: String(observed) }
    : null
}

const found = (detail: Detail) =>
  [sizeOf(detail, 'size_bytes'), detail.etag && `ETag ${detail.etag}`].filter(Boolean).join(', ')

const completedWords = (detail: Detail) =>
  [found(detail), typeof detail.duplicate_of === 'string' && `the same bytes as ${detail.duplicate_of}`]
    .filter(Boolean)
    .join('; ')

const existingWords = ({ existing_object_id: existing }: Detail) =>
  typeof existing === 'string' ? `It is ${existing}` : null

const WORDS: Record<string, [title: string, LucideIcon, Tone, (detail: Detail) => string | null]> = {
  created: ['Created, address signed', FilePlus2, 'accent', signedWords],
  renewed: ['A fresh address was signed', RefreshCw, 'accent', signedWords],
  multipart_begun: ['Sending in parts began', Layers, 'accent', partsWords],
  bytes_seen: ['The file was seen in the store', Eye, 'accent', found],
  confirm_started: ['Verification began in the background', Hourglass, 'neutral', () => null],
  confirm_refused: ['A confirm was refused', TriangleAlert, 'warn', refusedWords],
  sealed: ['Sealed: copied to where nobody has an address', Copy, 'accent', found],
  completed: ['Verified and settled', CheckCircle2, 'good', completedWords],
  canceled: ['Canceled', Ban, 'neutral', detail => (detail.bytes_kept ? 'What was sent was kept' : null)],
  failed: ['Failed', CircleX, 'bad', detail => (typeof detail.reason === 'string' ? detail.reason : null)],
  skipped: ['Skipped: an object has its unique key already', SkipForward, 'neutral', existingWords],
  claim_differed: ['The sender claimed something else afterwards', TriangleAlert, 'warn', refusedWords],
  late_bytes_deleted: ['Bytes that came late were deleted', Trash2, 'neutral', () => null],
  object_deleted: ['Its object was deleted', Trash2, 'neutral', () => null],
}

/** A newer server may tell kinds that this page does not know. */
export function wordsOf({ kind, detail }: UploadEvent): EventWords {
  const known = WORDS[kind]
  const difference = differenceOf(detail)
  if (!known)
    return { title: kind.replaceAll('_', ' '), icon: Hourglass, tone: 'neutral', detail: null, difference }
  const [title, icon, tone, describe] = known
  return { title, icon, tone, detail: describe(detail) || null, difference }
}
