import { type Actor, reachesOrganization } from '../../domain/actor.ts'
import type { FailingJob, HealthScope, Stuck } from '../../ports/health-reader.ts'
import type { BackgroundRun } from '../../ports/run-log.ts'
import { MAX_ATTENTION_COUNT, MAX_HEALTH_ITEMS } from '../../wire/limits.ts'
import type { ServiceDeps } from '../deps.ts'

export interface Health extends Stuck {
  scope: 'installation' | 'organization' | 'namespace'
  /** What is of no tenant; `null` for whoever is no operator. */
  installation: {
    unknownKeys: number
    latestRuns: BackgroundRun[]
    recentRuns: BackgroundRun[]
    failingJobs: FailingJob[]
  } | null
}

/** An operator looks at the installation, every other admin at their own organization, or the namespace that bounds them. */
export const scopeOf = (actor: Actor): HealthScope => ({
  organizationId: actor.isOperator ? null : actor.organizationId,
  namespaceId: reachesOrganization(actor) ? null : actor.namespaceId,
})

export async function getHealth(deps: ServiceDeps, actor: Actor): Promise<Health> {
  const bounds = { maxItems: MAX_HEALTH_ITEMS, maxCount: MAX_ATTENTION_COUNT }
  const [stuck, installation] = await Promise.all([
    deps.health.stuck({ ...scopeOf(actor), ...bounds }),
    actor.isOperator ? readInstallation(deps) : null,
  ])
  return { ...stuck, scope: nameOf(actor), installation }
}

function nameOf(actor: Actor): Health['scope'] {
  if (actor.isOperator) return 'installation'
  return reachesOrganization(actor) ? 'organization' : 'namespace'
}

async function readInstallation(deps: ServiceDeps): Promise<Health['installation']> {
  const [{ unknownKeys }, latestRuns, recentRuns, failingJobs] = await Promise.all([
    deps.health.figures(MAX_ATTENTION_COUNT),
    deps.runs.latest(),
    deps.runs.list({ limit: MAX_HEALTH_ITEMS }),
    deps.health.failingJobs(MAX_HEALTH_ITEMS),
  ])
  return { unknownKeys, latestRuns, recentRuns, failingJobs }
}
