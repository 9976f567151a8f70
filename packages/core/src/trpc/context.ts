import type { Actor } from '../domain/actor.ts'
import type { ServiceDeps } from '../services/deps.ts'

/** What an edge hands to every procedure. `actor` null: no valid credential. */
export interface RequestContext {
  services: ServiceDeps
  actor: Actor | null
  requestId: string
  /** As the caller sent it (CONTRACT 0.15); absent where the edge takes none. */
  idempotencyKey?: string | null | undefined
}
