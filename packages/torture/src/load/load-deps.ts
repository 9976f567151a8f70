import type { Random } from '../lib/random.ts'
import type { Call } from './http.ts'
import type { Stranger } from './stranger.ts'
import type { Witness } from './witness.ts'

/** What every client has. */
export interface LoadDeps {
  call: Call
  witness: Witness
  random: Random
}

/** What clients of a run share: where they send, what many of them have, and what they left for each other. */
export interface World {
  /** What many send: for duplicates. */
  sharedFiles: readonly Buffer<ArrayBuffer>[]
  stranger: Stranger
  /** Objects in the bucket with hardly any room, oldest first. */
  objectsNearTheLimit: string[]
}

/** One piece of work of one client; what it leaves undone is the product's to settle. */
export type Kind = (deps: LoadDeps, world: World) => Promise<void>
