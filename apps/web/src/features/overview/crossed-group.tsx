import { SCOPE_LABELS } from '#features/quotas/scope-words.ts'
import { RelativeTime } from '#ui/time.tsx'
import type { AttentionGroup } from './attention-groups.tsx'
import type { Overview } from './hooks/use-overview.ts'
import type { QuotaEvent } from './hooks/use-quota-events.ts'

type Whose = Pick<QuotaEvent, 'scope' | 'id' | 'owner'>

const keyOf = ({ scope, id, owner }: Whose) => `${scope} ${id} ${owner}`

/** Limits that were reached and have room again; what is still nearly full has a group of its own. */
export function crossedGroup(events: QuotaEvent[], { quotas }: Overview['attention']): AttentionGroup {
  const stillFull = new Set(quotas.map(keyOf))
  const relieved = events.filter(event => !stillFull.has(keyOf(event)))
  return {
    title: 'Limits reached in 24 hours',
    advice: 'There is room again, but it was tight. Raise the limit if that will happen more often.',
    count: relieved.length,
    items: relieved.map(event => ({
      key: `${keyOf(event)} ${event.measure} ${event.percent} ${event.at}`,
      href: `/quotas?scope=${event.scope}`,
      name: event.owner ?? event.bucketName ?? SCOPE_LABELS[event.scope],
      note: (
        <>
          {event.percent}% of its {event.measure === 'bytes' ? 'bytes' : 'files'}{' '}
          <RelativeTime iso={event.at} />
        </>
      ),
    })),
    allHref: null,
  }
}
