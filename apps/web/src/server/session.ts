import type { Actor } from '@landfall/core/domain'
import { authenticateSession, type ServiceDeps } from '@landfall/core/services'

/** Who is signed in; null: nobody, or no longer. */
export async function actorOf(services: ServiceDeps, token: string | undefined): Promise<Actor | null> {
  return token ? authenticateSession(services, token) : null
}
