import type { Exchange } from '../http/exchange.ts'
import { type EventFault, type Fault, isEventFault, type RequestFault } from './fault.ts'
import { FaultyRequest } from './faulty-request.ts'
import { readFault } from './read-fault.ts'

/** What a fault is asked about a request. */
export type FaultQuestion = { operation: string; key: string; headers: ReadonlyMap<string, string> }

export type AddedFault = {
  /** How many requests it has met. */
  readonly hits: number
  remove(): void
}

/** The switches of a running store, as tests hold them. */
export interface Faults {
  /** Throws a TypeError for what no fault can be. */
  add(fault: Fault): AddedFault
  /** Removes what was added, not what the profile brings, and lets go on whatever is being held up. */
  clear(): void
}

type Entry = { fault: Fault; hits: number }

function isOpen({ fault, hits }: Entry, key: string): boolean {
  if (fault.times !== undefined && hits >= fault.times) return false
  return key.startsWith(fault.keyPrefix ?? '')
}

function isMeant({ operations, withHeader }: RequestFault, { operation, headers }: FaultQuestion): boolean {
  if (operations && !operations.includes(operation)) return false
  return withHeader === undefined || headers.has(withHeader)
}

/** Owns which faults there are and which request meets which; what they do to it is FaultyRequest's. */
export class FaultSet implements Faults {
  readonly #operations: ReadonlySet<string>
  readonly #standing: readonly Entry[]
  #added: Entry[] = []
  #hold = new AbortController()

  /** `standing` faults are the store's nature: `clear` leaves them. */
  constructor(operations: ReadonlySet<string>, standing: readonly Fault[] = []) {
    this.#operations = operations
    this.#standing = standing.map(fault => ({ fault: readFault(fault, operations), hits: 0 }))
  }

  add(fault: Fault): AddedFault {
    const entry = { fault: readFault(fault, this.#operations), hits: 0 }
    this.#added.push(entry)
    const remove = () => {
      this.#added = this.#added.filter(other => other !== entry)
    }
    return {
      get hits() {
        return entry.hits
      },
      remove,
    }
  }

  /** All or none of them. */
  replace(faults: readonly unknown[]): void {
    const entries = faults.map(fault => ({ fault: readFault(fault, this.#operations), hits: 0 }))
    this.clear()
    this.#added = entries
  }

  clear(): void {
    this.#added = []
    this.#hold.abort()
    this.#hold = new AbortController()
  }

  list(): (Fault & { hits: number })[] {
    return this.#added.map(({ fault, hits }) => ({ ...fault, hits }))
  }

  /** undefined where no fault is meant, as in any store that is not under test. */
  meet(exchange: Exchange, question: FaultQuestion): FaultyRequest | undefined {
    const faults: RequestFault[] = []
    for (const entry of this.#openTo(question.key)) {
      if (isEventFault(entry.fault) || !isMeant(entry.fault, question)) continue
      entry.hits += 1
      faults.push(entry.fault)
    }
    if (faults.length === 0) return undefined
    return new FaultyRequest(exchange, { operation: question.operation, faults, hold: this.#hold.signal })
  }

  /** The faults that the events of a key meet. */
  meetEvent(key: string): EventFault[] {
    const faults: EventFault[] = []
    for (const entry of this.#openTo(key)) {
      if (!isEventFault(entry.fault)) continue
      entry.hits += 1
      faults.push(entry.fault)
    }
    return faults
  }

  /** Aborted when nothing shall be held up any more. */
  get hold(): AbortSignal {
    return this.#hold.signal
  }

  #openTo(key: string): Entry[] {
    if (this.#added.length === 0 && this.#standing.length === 0) return []
    return [...this.#standing, ...this.#added].filter(entry => isOpen(entry, key))
  }
}
