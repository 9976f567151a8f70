import { InfrastructureError } from '@landfall/core/domain'
import type {
  CompleteOutcome,
  CopyOutcome,
  FinishOutcome,
  FinishRequest,
  ObjectStore,
  UploadLedger,
} from '@landfall/core/ports'
import type { Metrics } from './create-metrics.ts'

/**
 * The ports as they are, and counted: whoever settles does it through this one method of the ledger, and whoever asks
 * the store asks it through these.
 */
export function measuredLedger(ledger: UploadLedger, metrics: Metrics): UploadLedger {
  return {
    ...ledger,
    async finish(request) {
      const finished = await ledger.finish(request)
      if (finished.outcome === 'finished') countSettle(metrics, request, finished)
      return finished
    },
    async record(event) {
      await ledger.record(event)
      countRefusal(metrics, event)
    },
    async dispute(event, etag) {
      const isTold = await ledger.dispute(event, etag)
      if (isTold) countRefusal(metrics, event)
      return isTold
    },
  }
}

function countRefusal(metrics: Metrics, { kind, detail }: Parameters<UploadLedger['record']>[0]): void {
  if (kind === 'confirm_refused') metrics.refusals.inc({ code: String(detail.code) })
}

type Finished = Extract<FinishOutcome, { outcome: 'finished' }>

function countSettle(metrics: Metrics, request: FinishRequest, { upload }: Finished): void {
  const { status: verdict, createdAt, completedAt } = upload
  metrics.settles.inc({ verdict, settled_by: settledBy(request) })
  const endedMs = completedAt?.getTime() ?? Date.now()
  metrics.settleSeconds.observe({ verdict }, Math.max(0, endedMs - createdAt.getTime()) / 1000)
}

/** A cancel is somebody's wish, an expiry nobody's. */
function settledBy(request: FinishRequest): string {
  if (request.kind === 'completed') return request.settledBy
  return request.kind === 'canceled' ? 'client' : 'expiry'
}

/** Signing is arithmetic, and what answers in pieces has no duration of its own. */
const UNMEASURED: ReadonlySet<string> = new Set(['presignPut', 'presignGet', 'presignPart'])

export function measuredStore<TStore extends ObjectStore>(store: TStore, { storeSeconds }: Metrics): TStore {
  return new Proxy(store, {
    get(target, property) {
      const member: unknown = Reflect.get(target, property)
      if (typeof member !== 'function' || UNMEASURED.has(String(property))) return member
      return (...args: unknown[]) => {
        const startedMs = performance.now()
        const answer: unknown = Reflect.apply(member, target, args)
        if (!(answer instanceof Promise)) return answer
        const told = (outcome: string) =>
          storeSeconds.observe(
            { operation: String(property), outcome },
            (performance.now() - startedMs) / 1000,
          )
        answer.then(
          value => told(outcomeOf(value)),
          (error: unknown) => told(error instanceof InfrastructureError ? error.code : 'error'),
        )
        return answer
      }
    },
  })
}

/** What `copy`, `delete` and `completeMultipart` answer; any other text is an id or the content of a file. */
const OUTCOMES: ReadonlySet<unknown> = new Set<CopyOutcome | DeleteOutcome | CompleteOutcome>([
  'absent',
  'changed',
  'completed',
  'conflict',
  'copied',
  'deleted',
  'repeated',
])

type DeleteOutcome = Awaited<ReturnType<ObjectStore['delete']>>

/** A HEAD of nothing answers null. */
function outcomeOf(value: unknown): string {
  if (value === null) return 'absent'
  return OUTCOMES.has(value) ? String(value) : 'ok'
}
