'use client'

import { cn } from '#lib/cn.ts'
import type { Tone } from '#ui/badge.tsx'
import { Card, CardHeader } from '#ui/card.tsx'
import { DetailList } from '#ui/detail-list.tsx'
import { Skeleton } from '#ui/skeleton.tsx'
import { ErrorState } from '#ui/states.tsx'
import { ExactTime } from '#ui/time.tsx'
import { wordsOf } from '../event-words.ts'
import { type Upload, type UploadEvent, useTimeline } from '../hooks/use-upload.ts'

const DOT: Record<Tone, string> = {
  neutral: 'bg-sunken text-muted',
  accent: 'bg-accent-soft text-accent-strong',
  good: 'bg-good-soft text-good',
  warn: 'bg-warn-soft text-warn',
  bad: 'bg-bad-soft text-bad',
}

export function TimelineCard({ upload }: { upload: Upload }) {
  const { data, error, refetch } = useTimeline(upload)
  return (
    <Card aria-label="Timeline" aria-busy={!data && !error}>
      <CardHeader title="Timeline">
        {upload.attempt > 1 && <span className="text-[13px] text-muted">{upload.attempt} attempts</span>}
      </CardHeader>
      {error && !data ? (
        <ErrorState error={error} onRetry={refetch} />
      ) : (
        <ol className="px-4 py-4">
          {data ? (
            data.events.map((event, index) => <Event key={keyOf(event, index)} event={event} />)
          ) : (
            <Waiting />
          )}
        </ol>
      )}
    </Card>
  )
}

/** Events of one moment keep their order; nothing else tells them apart. */
const keyOf = ({ at, kind }: UploadEvent, index: number) => `${at} ${kind} ${index}`

function Event({ event }: { event: UploadEvent }) {
  const { title, icon: Icon, tone, detail, difference } = wordsOf(event)
  return (
    <li
      data-kind={event.kind}
      className="relative flex gap-3 pb-5 before:absolute before:top-7 before:bottom-1 before:left-3.5 before:w-px before:bg-line last:pb-0 last:before:hidden"
    >
      <span className={cn('grid size-7 shrink-0 place-items-center rounded-full', DOT[tone])}>
        <Icon className="size-3.5" aria-hidden />
      </span>
      <div className="grid min-w-0 flex-1 gap-0.5 pt-0.5">
        <div className="flex flex-wrap items-baseline justify-between gap-x-4">
          <span className="font-medium">{title}</span>
          <span className="text-[13px] text-muted tabular-nums">
            <ExactTime iso={event.at} />
          </span>
        </div>
        {detail && <p className="text-[13px] text-muted [overflow-wrap:anywhere]">{detail}</p>}
        {difference && (
          <DetailList
            className="mt-1 items-baseline gap-y-0.5 [&_dd]:[overflow-wrap:anywhere]"
            items={[
              ['Expected', <Value key="expected" text={difference.expected} />],
              ['Found', <Value key="found" text={difference.found} />],
            ]}
          />
        )}
      </div>
    </li>
  )
}

const Value = ({ text }: { text: string }) => <code className="font-mono text-xs">{text}</code>

function Waiting() {
  return (
    <li className="grid gap-4">
      <Skeleton className="h-7" />
      <Skeleton className="h-7" />
      <Skeleton className="h-7" />
    </li>
  )
}
