import { Card, CardHeader } from '#ui/card.tsx'
import { RelativeTime } from '#ui/time.tsx'
import { kindLabel } from '../health-words.ts'
import type { Installation } from '../hooks/use-health.ts'

/** Only where there are any. */
export function FailingJobs({ jobs }: { jobs: Installation['failing_jobs'] }) {
  if (jobs.length === 0) return null
  return (
    <Card>
      <CardHeader title="Jobs that fail" />
      <ul className="grid gap-2 px-4 py-3">
        {jobs.map((job, index) => (
          <li key={`${job.kind} ${job.next_try_at} ${index}`} className="text-[13px]">
            <p>
              <span className="font-medium">{kindLabel(job.kind)}</span>{' '}
              <span className="text-muted">
                failed {job.attempts} of {job.max_attempts} times; next try{' '}
                <RelativeTime iso={job.next_try_at} />
              </span>
            </p>
            <p className="font-mono text-muted text-xs [overflow-wrap:anywhere]">{job.error}</p>
          </li>
        ))}
      </ul>
    </Card>
  )
}
