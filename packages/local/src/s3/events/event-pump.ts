import { setTimeout as sleep } from 'node:timers/promises'
import type { DeliverEvent } from './deliver-event.ts'
import { eventMessage } from './event-record.ts'
import type { Outbox, PendingEvent } from './outbox.ts'

/**
 * Takes events from the outbox to the receiver, one at a time and oldest first, and again until they are received. A
 * receiver that does not answer is waited for; one that refuses an event gets the next ones meanwhile, so the events of
 * a key can arrive out of order and the sequencer is what tells. Holds one event in memory, however many wait.
 */
export type PumpDeps = {
  outbox: Outbox
  deliver: DeliverEvent
  region: string
  log: (line: object) => void
}

const FIRST_PAUSE_MS = 200
const LONGEST_PAUSE_MS = 30_000
/** A receiver that refuses so many in a row refuses all, and is left alone for the pause. */
const MAX_REFUSED = 100
/** S3 does not try for ever either. */
const GIVE_UP_MS = 24 * 60 * 60 * 1000

export class EventPump {
  readonly #deps: PumpDeps
  readonly #stop = new AbortController()
  #wakeUp = Promise.withResolvers<void>()
  #running: Promise<void> = Promise.resolve()

  constructor(deps: PumpDeps) {
    this.#deps = deps
  }

  start(): void {
    this.#running = this.#run()
  }

  /** There may be something new in the outbox. */
  wake(): void {
    this.#wakeUp.resolve()
  }

  /** What is under way is broken off; it is in the outbox still. */
  async stop(): Promise<void> {
    this.#stop.abort()
    this.wake()
    await this.#running
  }

  async #run(): Promise<void> {
    const { signal } = this.#stop
    let pauseMs = FIRST_PAUSE_MS
    while (!signal.aborted) {
      // Before the outbox is read: what comes during the pass is looked for in the next one.
      this.#wakeUp = Promise.withResolvers()
      const isDone = await this.#deliverAll().catch(error => this.#report(error))
      if (isDone) {
        pauseMs = FIRST_PAUSE_MS
        await this.#wakeUp.promise
      } else {
        await sleep(pauseMs, undefined, { signal }).catch(() => undefined)
        pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)
      }
    }
  }

  /** false when something is left that has to be tried again. */
  async #deliverAll(): Promise<boolean> {
    let refused = 0
    for await (const event of this.#deps.outbox.pending()) {
      if (this.#stop.signal.aborted) return false
      const outcome = await this.#deps.deliver(
        eventMessage(event.change, this.#deps.region),
        this.#stop.signal,
      )
      if (outcome === 'delivered' || this.#isGivenUp(event)) {
        await this.#deps.outbox.remove(event)
        continue
      }
      refused += 1
      if (outcome === 'unreachable' || refused === MAX_REFUSED) return false
    }
    return refused === 0
  }

  #isGivenUp({ change }: PendingEvent): boolean {
    if (Date.now() - change.atMs < GIVE_UP_MS) return false
    const { kind, bucket, key } = change
    this.#deps.log({ at: new Date().toISOString(), event: 'event given up', kind, bucket, key })
    return true
  }

  #report(error: unknown): boolean {
    this.#deps.log({ at: new Date().toISOString(), event: 'event delivery failed', error: String(error) })
    return false
  }
}
