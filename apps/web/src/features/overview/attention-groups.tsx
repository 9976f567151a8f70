import type { ReactNode } from 'react'
import { SCOPE_LABELS, titleOf } from '#features/quotas/scope-words.ts'
import { explainCode } from '#lib/api-error.ts'
import { RelativeTime } from '#ui/time.tsx'
import type { Overview } from './hooks/use-overview.ts'

export interface AttentionItem {
  key: string
  href: string
  name: string
  note: ReactNode
}

export interface AttentionGroup {
  title: string
  /** What it means, and what to do about it. */
  advice: string
  /** All of them; `items` may be the newest few. */
  count: number
  items: AttentionItem[]
  /** The list of exactly these; null: there is none. */
  allHref: string | null
}

type Attention = Overview['attention']

/** The worst first. */
export function attentionGroups({
  missing,
  failing,
  expired,
  refused_confirms,
  quotas,
}: Attention): AttentionGroup[] {
  return [
    {
      title: 'Bytes are missing',
      advice: 'Nothing lies in the store where these objects should; somebody deleted it behind our back.',
      count: missing.count,
      items: missing.items.map(({ object_id, filename, at }) => ({
        key: object_id,
        href: `/objects/${object_id}`,
        name: filename,
        note: <Missing iso={at} />,
      })),
      allHref: null,
    },
    {
      title: 'Background confirms failed',
      advice: 'The last attempt ended in an error; look at the upload and confirm it again.',
      count: failing.count,
      items: failing.items.map(item => uploadItem(item, explainCode(item.code).title)),
      allHref: '/uploads?status=open',
    },
    {
      title: 'Waiting for nothing',
      advice:
        'Their address has expired and nobody confirmed. Confirm what arrived, or cancel to free the room.',
      count: expired.count,
      items: expired.items.map(item => uploadItem(item, <Expired iso={item.expires_at} />)),
      allHref: '/uploads?status=open&sort=created_at:asc',
    },
    {
      title: 'Refused confirms in 24 hours',
      advice: 'What was claimed is not what the store holds.',
      count: refused_confirms.count,
      items: refused_confirms.items.map(item => uploadItem(item, explainCode(item.code).title)),
      allHref: null,
    },
    {
      title: 'Nearly full',
      advice: 'More than four fifths of a limit is taken. Raise it, or delete something.',
      count: quotas.length,
      items: quotas.map(quota => ({
        key: `${quota.scope} ${quota.id} ${quota.owner}`,
        href: '/quotas',
        name: titleOf(quota),
        note: SCOPE_LABELS[quota.scope],
      })),
      allHref: '/quotas',
    },
  ]
}

function Missing({ iso }: { iso: string }) {
  return (
    <>
      since <RelativeTime iso={iso} />
    </>
  )
}

function Expired({ iso }: { iso: string }) {
  return (
    <>
      expired <RelativeTime iso={iso} />
    </>
  )
}

function uploadItem(upload: { upload_id: string; filename: string }, note: ReactNode): AttentionItem {
  return { key: upload.upload_id, href: `/uploads/${upload.upload_id}`, name: upload.filename, note }
}
