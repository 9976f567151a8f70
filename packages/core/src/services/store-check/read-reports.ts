import type { Actor } from '../../domain/actor.ts'
import type { DomainError } from '../../domain/errors.ts'
import { notFound, type Result, refuse, succeed } from '../../domain/result.ts'
import type { OrphanKey, OrphanReport } from '../../ports/orphan-reports.ts'
import type { ServiceDeps } from '../deps.ts'

const MAX_REPORTS = 30

/** The prefix is that of all organizations: only an operator may look at what lies in it, or have it looked through. */
export async function listOrphanReports(deps: ServiceDeps, actor: Actor): Promise<Result<OrphanReport[]>> {
  if (!actor.isOperator) return refuse(operatorsOnly())
  return succeed(await deps.orphanReports.list(MAX_REPORTS))
}

/** A worker does it; the report says when it is done. */
export async function requestComparison(deps: ServiceDeps, actor: Actor): Promise<Result<number>> {
  if (!actor.isOperator) return refuse(operatorsOnly())
  return succeed(await deps.orphanReports.request())
}

export async function readOrphanReport(
  deps: ServiceDeps,
  actor: Actor,
  { reportId, ...page }: { reportId: number; after: string; limit: number },
): Promise<Result<{ report: OrphanReport; keys: OrphanKey[] }>> {
  if (!actor.isOperator) return refuse(operatorsOnly())
  const report = await deps.orphanReports.find(reportId)
  if (report === null) return notFound('report', String(reportId))
  return succeed({ report, keys: await deps.orphanReports.keys(reportId, { ...page, isOpen: false }) })
}

export function operatorsOnly(): DomainError {
  return { code: 'FORBIDDEN', message: "This needs an operator's key", details: { needed: 'operator' } }
}
