import { CircleCheckBig } from 'lucide-react'
import { explainCode } from '#lib/api-error.ts'
import { Card, CardHeader } from '#ui/card.tsx'
import { RelativeTime } from '#ui/time.tsx'
import type { Health, StuckUpload } from '../hooks/use-health.ts'
import { UploadLine } from './upload-line.tsx'

export function StuckCard({ overdue, failing }: Pick<Health, 'overdue' | 'failing'>) {
  const isClear = overdue.count + failing.count === 0
  return (
    <Card>
      <CardHeader title="Stuck" />
      {isClear ? (
        <p className="flex items-center gap-2.5 px-4 py-4 text-muted">
          <CircleCheckBig className="size-4 shrink-0 text-good" aria-hidden />
          Nothing is stuck: every open upload is in its time, and none has an error.
        </p>
      ) : (
        <div className="grid gap-x-6 lg:grid-cols-2">
          <Group
            title="Past their time"
            advice="The sweep settles or expires these; if they stay, no worker runs or the store refuses."
            items={overdue.items}
          />
          <Group
            title="With an error"
            advice="What arrived is not what was announced, or there is no room. They stay open until their time is over."
            items={failing.items}
          />
        </div>
      )}
    </Card>
  )
}

type GroupProps = { title: string; advice: string; items: readonly StuckUpload[] }

function Group({ title, advice, items }: GroupProps) {
  if (items.length === 0) return null
  return (
    <section aria-label={title} className="min-w-0 px-4 py-3">
      <h3 className="font-medium text-[13px]">{title}</h3>
      <p className="text-[13px] text-muted">{advice}</p>
      <ul className="mt-1.5 grid">
        {items.map(upload => (
          <UploadLine key={upload.upload_id} upload={upload}>
            {upload.last_error ? explainCode(upload.last_error.code).title : 'since'}{' '}
            <RelativeTime iso={upload.at} />
          </UploadLine>
        ))}
      </ul>
    </section>
  )
}
