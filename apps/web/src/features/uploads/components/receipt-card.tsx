import { Check, Minus, ShieldCheck, TriangleAlert } from 'lucide-react'
import { cn } from '#lib/cn.ts'
import { Badge } from '#ui/badge.tsx'
import { Card, CardHeader } from '#ui/card.tsx'
import { ExactTime } from '#ui/time.tsx'
import type { Receipt, Upload } from '../hooks/use-upload.ts'
import { comparisonsOf, GUARD_WORDS, type Outcome, SETTLED_BY_WORDS } from '../receipt-words.ts'

const LOOKS = {
  equal: { icon: Check, label: 'matched', className: 'bg-good-soft text-good' },
  not_compared: { icon: Minus, label: 'not compared', className: 'bg-sunken text-muted' },
  impossible: { icon: TriangleAlert, label: 'could not be compared', className: 'bg-warn-soft text-warn' },
} satisfies Record<Outcome, { icon: typeof Check; label: string; className: string }>

/** What was compared when the upload was settled, with what result, and why it cannot change any more. */
export function ReceiptCard({ upload, receipt }: { upload: Upload; receipt: Receipt }) {
  const guard = GUARD_WORDS[receipt.guard]
  return (
    <Card aria-label="Receipt">
      <CardHeader title="Receipt">
        <Badge tone="good">
          <ShieldCheck aria-hidden />
          Verified
        </Badge>
      </CardHeader>
      <ul className="grid gap-4 px-4 py-4">
        {comparisonsOf(receipt).map(({ what, outcome, words }) => (
          <Comparison key={what} what={what} outcome={outcome} words={words} />
        ))}
      </ul>
      <div className="grid gap-1 border-line border-t px-4 py-4">
        <p className="font-medium">{guard.title}</p>
        <p className="text-[13px] text-muted">{guard.words}</p>
      </div>
      <p className="border-line border-t px-4 py-3 text-[13px] text-muted">
        Settled by {SETTLED_BY_WORDS[receipt.settled_by]}
        {upload.completed_at && (
          <>
            {' '}
            on <ExactTime iso={upload.completed_at} />
          </>
        )}
        .
      </p>
    </Card>
  )
}

function Comparison({ what, outcome, words }: { what: string; outcome: Outcome; words: string }) {
  const { icon: Icon, label, className } = LOOKS[outcome]
  return (
    <li className="flex gap-3">
      <span className={cn('mt-px grid size-5 shrink-0 place-items-center rounded-full', className)}>
        <Icon className="size-3" strokeWidth={3} aria-hidden />
      </span>
      <span className="grid">
        <span>
          <span className="font-medium">{what}</span> <span className="text-muted">{label}</span>
        </span>
        <span className="text-[13px] text-muted">{words}</span>
      </span>
    </li>
  )
}
