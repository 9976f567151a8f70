/**
 * Deletes what a report calls orphans, a few at a time, because an operator asked for it. Every reason to doubt the report
 * or the database stops it: another installation's prefix, a database that was restored or made after the keys, a share
 * of the prefix that cannot be litter. Each key is looked up again, and deleted only as it was listed.
 */
import type { Actor } from '../../domain/actor.ts'
import type { DomainError } from '../../domain/errors.ts'
import { notFound, type Result, refuse, succeed } from '../../domain/result.ts'
import type { Installation } from '../../ports/installations.ts'
import type { DeletionOutcome, OrphanKey, OrphanReport } from '../../ports/orphan-reports.ts'
import { inParallel } from '../background/in-parallel.ts'
import type { ServiceDeps } from '../deps.ts'
import { isOurPrefix } from './installation-mark.ts'
import { operatorsOnly } from './read-reports.ts'

export interface DeletedOrphans extends Record<DeletionOutcome, number> {
  /** Some are left: ask again. */
  hasMore: boolean
}

const AT_A_TIME = 100
const LANES = 8
const MAX_SHARE = 0.01
const REPORT_LIVES_MS = 7 * 86_400_000

export async function deleteOrphans(
  deps: ServiceDeps,
  actor: Actor,
  reportId: number,
): Promise<Result<DeletedOrphans>> {
  if (!actor.isOperator) return refuse(operatorsOnly())
  const report = await deps.orphanReports.find(reportId)
  if (report === null) return notFound('report', String(reportId))
  const installation = await deps.installations.current()
  const doubt = doubtOf(deps, report, installation)
  if (doubt !== null) return refuse(doubt)
  if (!(await isOurPrefix(deps, installation))) {
    return refuse(
      refusal(report, 'The store says that this prefix is of another installation, or of a later database'),
    )
  }
  const keys = await deps.orphanReports.keys(reportId, { after: '', limit: AT_A_TIME + 1, isOpen: true })
  const outcomes = await deleteEach(deps, keys.slice(0, AT_A_TIME), trustedSince(installation))
  await deps.orphanReports.recordOutcomes(reportId, outcomes)
  const count = (outcome: DeletionOutcome) => outcomes.filter(told => told.outcome === outcome).length
  const deleted = {
    deleted: count('deleted'),
    changed: count('changed'),
    known: count('known'),
    older: count('older'),
  }
  deps.log.warn({ reportId, ...deleted }, 'deleted orphans')
  return succeed({ ...deleted, hasMore: keys.length > AT_A_TIME })
}

/** What was written before this database began, or before it was restored, is not judged by it. */
const trustedSince = ({ createdAt, restoredAt }: Installation) => restoredAt ?? createdAt

function doubtOf(deps: ServiceDeps, report: OrphanReport, installation: Installation): DomainError | null {
  const { state, startedAt, figures, newestKeyAt } = report
  if (state !== 'done') return refusal(report, `The report is ${state}; scan again`)
  if (deps.clock.now().getTime() - startedAt.getTime() > REPORT_LIVES_MS)
    return refusal(report, 'The report is older than a week; scan again')
  if (figures.strangers > 0)
    return refusal(report, 'Under this prefix another installation has its mark, and keys of its own')
  if (figures.orphans > figures.keys * MAX_SHARE) {
    return refusal(
      report,
      `${figures.orphans} of ${figures.keys} keys are more than 1 %: that is no litter, but a database that does not fit`,
    )
  }
  if (newestKeyAt !== null && newestKeyAt < trustedSince(installation))
    return refusal(report, 'The database is younger than the newest key, or was restored since')
  return null
}

function refusal({ reportId }: OrphanReport, message: string): DomainError {
  return { code: 'ORPHANS_DOUBTFUL', message, details: { report_id: reportId } }
}

async function deleteEach(deps: ServiceDeps, keys: OrphanKey[], since: Date) {
  const outcomes: { key: string; outcome: DeletionOutcome }[] = []
  const isConditional = (await deps.storeProfile.current())?.conditionalDelete === true
  await inParallel(keys, LANES, async orphan => {
    const { key } = orphan
    const check = async (): Promise<DeletionOutcome> => {
      if (orphan.lastModifiedAt === null || orphan.lastModifiedAt < since) return 'older'
      if ((await deps.keyInventory.unknownOf([key])).length === 0) return 'known'
      return deleteAsListed(deps, orphan, isConditional)
    }
    const outcome = await check().catch((err: unknown) => {
      deps.log.warn({ key, err }, 'could not delete an orphan; ask again')
      return null
    })
    if (outcome !== null) outcomes.push({ key, outcome })
  })
  return outcomes
}

async function deleteAsListed(
  deps: ServiceDeps,
  { key, etag }: OrphanKey,
  isConditional: boolean,
): Promise<DeletionOutcome> {
  const observed = await deps.store.head(key)
  if (observed === null) return 'deleted'
  if (etag === null || observed.etag !== etag) return 'changed'
  return deps.store.delete(key, { versionId: observed.versionId, ifEtag: isConditional ? etag : null })
}
