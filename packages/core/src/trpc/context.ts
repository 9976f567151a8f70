import type { Actor } from '../domain/actor.ts'
import type { ServiceDeps } from '../services/deps.ts'

/** What an edge hands to every procedure. `actor` null: no valid credential. */
export interface RequestContext {
  services: ServiceDeps
  actor: Actor | null
  requestId: string
  /**
   * Looks at the caller's credential once more, for what goes on longer than a request: throws, or answers `null`, once it is
   * over. Absent: nobody can ask again.
   */
  reauthenticate?: (() => Promise<Actor | null>) | undefined
  /** As the caller sent it (CONTRACT 0.15); absent where the edge takes none. */
  idempotencyKey?: string | null | undefined
}
