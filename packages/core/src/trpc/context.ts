import type { Actor } from '../domain/actor.ts'
import type { ServiceDeps } from '../services/deps.ts'

/** What an edge hands to every procedure. `actor` null: no valid credential. */
export interface RequestContext {
  services: ServiceDeps
  actor: Actor | null
  requestId: string
}
