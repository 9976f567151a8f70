import { type Actor, reachesOrganization } from '../../domain/actor.ts'
import { notFound, type Result, refuse, succeed } from '../../domain/result.ts'
import type { QuotaDrift } from '../../ports/quota-audit.ts'
import { organizationOnly } from '../admin/tenants.ts'
import type { ServiceDeps } from '../deps.ts'

export interface QuotaReport {
  checkedScopes: number
  drifts: (QuotaDrift & { isRepaired: boolean })[]
}

/** An organization's admin looks at its own books; an operator at any, or (`null`) at all. */
export async function verifyQuotas(
  deps: ServiceDeps,
  actor: Actor,
  input: { organization: string | null; repairs: boolean },
): Promise<Result<QuotaReport>> {
  const { organization, repairs } = input
  if (organization === null && actor.isOperator) return succeed(await auditAll(deps, repairs))
  const found = await deps.tenants.findOrganization(organization ?? actor.organizationId)
  const isOwn = found?.organizationId === actor.organizationId
  if (!found || !(isOwn || actor.isOperator))
    return notFound('organization', organization ?? actor.organizationId)
  if (!reachesOrganization(actor)) return refuse(organizationOnly)
  return succeed(await auditOne(deps, found.organizationId, repairs))
}

/** The kind of run that it is in the log of runs, from where page and metrics take the drift. */
const VERIFY_RUN = 'verify-quotas'

/** The nightly look. It repairs nothing: drift is a bug, and somebody has to see it before its traces are gone. */
export async function reportQuotaDrift(deps: ServiceDeps): Promise<QuotaReport> {
  const runId = await deps.runs.start(VERIFY_RUN)
  const report = await auditAll(deps, false)
  const figures = { checked_scopes: report.checkedScopes, drifts: report.drifts.length }
  await deps.runs.finish(runId, { figures, error: null })
  for (const { quotaId, counters, ledger, actual } of report.drifts)
    deps.log.error({ quotaId, counters, ledger, actual }, 'a quota drifts from what is there')
  return report
}

/** One organization after the other: quotas never reach beyond one, and each statement stays as small as one tenant. */
async function auditAll(deps: ServiceDeps, repairs: boolean): Promise<QuotaReport> {
  const report: QuotaReport = { checkedScopes: 0, drifts: [] }
  for (const organizationId of await deps.quotaAudit.organizationIds()) {
    const { checkedScopes, drifts } = await auditOne(deps, organizationId, repairs)
    report.checkedScopes += checkedScopes
    report.drifts.push(...drifts)
  }
  return report
}

async function auditOne(deps: ServiceDeps, organizationId: string, repairs: boolean): Promise<QuotaReport> {
  const { checkedScopes, drifts } = await deps.quotaAudit.verify(organizationId)
  if (!repairs) return { checkedScopes, drifts: drifts.map(drift => ({ ...drift, isRepaired: false })) }
  const repaired: QuotaReport['drifts'] = []
  for (const { quotaId } of drifts) {
    // `null`: somebody else repaired it since.
    const drift = await deps.quotaAudit.repair(organizationId, quotaId)
    if (drift === null) continue
    deps.log.warn({ ...drift }, 'repaired a quota')
    repaired.push({ ...drift, isRepaired: true })
  }
  return { checkedScopes, drifts: repaired }
}
