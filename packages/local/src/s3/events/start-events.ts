import { join } from 'node:path'
import type { BucketSet } from '../disk/bucket-set.ts'
import type { ChangeLog, ObjectChange } from '../disk/change-log.ts'
import type { DeliverEvent } from './deliver-event.ts'
import { EventPump, type PumpDeps } from './event-pump.ts'
import { Outbox } from './outbox.ts'

export type EventOptions = Omit<PumpDeps, 'outbox'> & { dir: string; deliver: DeliverEvent }

export type StoreEvents = {
  /** For the buckets, from when they are opened. */
  changes: ChangeLog
  /** Once the buckets are open and before anything changes. */
  recover(buckets: BucketSet): Promise<void>
  start(): void
  stop(): Promise<void>
}

/**
 * Of a change that was announced and neither confirmed nor forgotten, whether it happened. Of a key it can only be the
 * last one, unless the power failed and took the confirmation along: then a later change speaks for it.
 */
function hasHappened(buckets: BucketSet, change: ObjectChange): boolean {
  const bucket = buckets.get(change.bucket)
  const found = bucket?.index.find(change.key, change.versionId)
  if (change.removes !== undefined) return found?.sequence !== change.removes
  return found !== undefined && found.sequence >= change.sequence
}

export function prepareEvents(opts: EventOptions): StoreEvents {
  const { dir, ...deps } = opts
  const outbox = new Outbox(join(dir, 'events'), () => pump.wake())
  const pump = new EventPump({ ...deps, outbox })
  return {
    changes: outbox,
    recover: buckets => outbox.recover(change => hasHappened(buckets, change)),
    start: () => pump.start(),
    stop: () => pump.stop(),
  }
}
