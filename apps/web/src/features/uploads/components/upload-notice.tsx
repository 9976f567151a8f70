'use client'

import { Info, TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import { explainCode } from '#lib/api-error.ts'
import { cn } from '#lib/cn.ts'
import { RelativeTime } from '#ui/time.tsx'
import { useRefusal } from '../hooks/use-refusal.ts'
import type { Upload } from '../hooks/use-upload.ts'
import { sendAgainOf } from '../send-again.ts'

/** What has to be known before anything else: why it is not done, or what became of it since. */
export function UploadNotice({ upload }: { upload: Upload }) {
  switch (upload.status) {
    case 'PENDING':
      return <WaitingNotice upload={upload} />
    case 'PROCESSING':
      return <Notice>Landfall is verifying it in the background.</Notice>
    case 'FAILED':
      return <Notice isWarning>It ended without its file. Start a new upload.</Notice>
    case 'CANCELED':
      return <Notice>It was canceled: nothing of it counts.</Notice>
    case 'SKIPPED':
      return <Notice>It was skipped: an object of this bucket has its unique key already.</Notice>
    default:
      return upload.deleted_at ? (
        <Notice>
          It was verified, and its object was deleted <RelativeTime iso={upload.deleted_at} />.
        </Notice>
      ) : null
  }
}

function WaitingNotice({ upload }: { upload: Upload }) {
  const refused = useRefusal(upload)
  const again = sendAgainOf(upload, refused, Date.now())
  const isExpired = Date.parse(upload.expires_at) < Date.now()
  const deadline = (
    <>
      The address it is sent to {isExpired ? 'expired' : 'expires'} <RelativeTime iso={upload.expires_at} />.
    </>
  )
  if (refused || isExpired) {
    const { title, advice } = refused
      ? explainCode(refused)
      : { title: 'Nobody confirmed it', advice: 'Verify what arrived, or send it again to a fresh address.' }
    return (
      <Notice isWarning>
        <span className="font-medium">{title}.</span>{' '}
        {again === 'too_old' ? 'It is older than a day, too old to be sent again: start a new one.' : advice}{' '}
        {deadline}
      </Notice>
    )
  }
  return (
    <Notice>
      Nothing counts yet: Landfall waits for the file and for its sender to confirm it. {deadline}
    </Notice>
  )
}

function Notice({ isWarning = false, children }: { isWarning?: boolean; children: ReactNode }) {
  const Icon = isWarning ? TriangleAlert : Info
  return (
    <div
      role="status"
      className={cn(
        'mb-4 flex gap-3 rounded-lg px-4 py-3',
        isWarning ? 'bg-warn-soft text-warn' : 'bg-accent-soft text-accent-strong',
      )}
    >
      <Icon className="mt-0.5 size-4 shrink-0" aria-hidden />
      <p className="min-w-0">{children}</p>
    </div>
  )
}
