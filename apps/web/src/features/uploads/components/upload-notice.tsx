import { Info, TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import { explainCode } from '#lib/api-error.ts'
import { cn } from '#lib/cn.ts'
import { RelativeTime } from '#ui/time.tsx'
import type { Upload } from '../hooks/use-upload.ts'

/** What has to be known before anything else: why it is not done, or what became of it since. */
export function UploadNotice({ upload }: { upload: Upload }) {
  const { status, last_error: lastError } = upload
  if (upload.deleted_at) {
    return (
      <Notice>
        It was verified, and its object was deleted <RelativeTime iso={upload.deleted_at} />.
      </Notice>
    )
  }
  if (status === 'PENDING' && lastError) {
    const { title, advice } = explainCode(lastError.code)
    return (
      <Notice isWarning>
        <span className="font-medium">{title}.</span> {advice}{' '}
        <code className="font-mono text-xs">{lastError.code}</code>
      </Notice>
    )
  }
  if (status === 'PENDING') {
    return (
      <Notice>
        Nothing counts yet: Landfall waits for the file and for somebody to confirm it. The address it is sent
        to works until <RelativeTime iso={upload.expires_at} />.
      </Notice>
    )
  }
  if (status === 'PROCESSING') return <Notice>Landfall is verifying it in the background.</Notice>
  if (status === 'FAILED')
    return <Notice isWarning>{upload.message ?? 'It ended without its file. Start a new upload.'}</Notice>
  if (status === 'CANCELED')
    return <Notice>It was canceled: nothing of it counts, and nothing of it is kept.</Notice>
  return null
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
