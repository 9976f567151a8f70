import { setTimeout as sleep } from 'node:timers/promises'
import type { DeliverEvent } from '../events/deliver-event.ts'
import type { S3EventMessage } from '../events/event-record.ts'
import type { EventFault } from './fault.ts'
import type { FaultSet } from './fault-set.ts'

/** An event that waits to be overtaken. The pump takes it for refused and goes on to the next. */
type Held = { id: string; hold: AbortSignal; isOvertaken: boolean }

function idOf({ Records: [record] }: S3EventMessage): string {
  const { bucket, object } = record.s3
  return `${bucket.name}/${object.key} ${object.sequencer}`
}

function keyOf({ Records: [record] }: S3EventMessage): string {
  return decodeURIComponent(record.s3.object.key.replaceAll('+', ' '))
}

/** Events on their way to the receiver, with what tests make of them. */
export function faultyDelivery(faults: FaultSet, deliver: DeliverEvent): DeliverEvent {
  let held: Held | undefined

  async function deliverWith(met: EventFault[], message: S3EventMessage, signal: AbortSignal) {
    const has = (kind: EventFault['kind']) => met.some(fault => fault.kind === kind)
    for (const fault of met) {
      if (fault.kind !== 'delayEvents') continue
      await sleep(fault.ms, undefined, { signal: AbortSignal.any([signal, faults.hold]) }).catch(
        () => undefined,
      )
    }
    if (has('loseEvents')) return 'delivered'
    if (has('doubleEvents')) await deliver(message, signal)
    return deliver(message, signal)
  }

  return async (message, signal) => {
    const id = idOf(message)
    if (held?.id === id) {
      if (!held.isOvertaken && !held.hold.aborted) return 'refused'
      held = undefined
      return deliver(message, signal)
    }
    const met = faults.meetEvent(keyOf(message))
    if (!held && met.some(({ kind }) => kind === 'reorderEvents')) {
      held = { id, hold: faults.hold, isOvertaken: false }
      return 'refused'
    }
    const outcome = await deliverWith(met, message, signal)
    if (held && outcome === 'delivered') held.isOvertaken = true
    return outcome
  }
}
