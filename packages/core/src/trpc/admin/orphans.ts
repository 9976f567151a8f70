import type { OrphanReport } from '../../ports/orphan-reports.ts'
import { deleteOrphans } from '../../services/store-check/delete-orphans.ts'
import {
  listOrphanReports,
  readOrphanReport,
  requestComparison,
} from '../../services/store-check/read-reports.ts'
import {
  deleteOrphansInput,
  deleteOrphansResponse,
  getOrphanReportInput,
  getOrphanReportResponse,
  type OrphanReportResponse,
  orphanReportsResponse,
  scanOrphansResponse,
} from '../../wire/admin/orphans.ts'
import { procedureFor } from '../init.ts'
import { unwrap } from '../map-domain-errors.ts'

const listProcedure = procedureFor('admin')
  .output(orphanReportsResponse)
  .query(async ({ ctx }) => {
    const reports = unwrap(await listOrphanReports(ctx.services, ctx.actor))
    return { reports: reports.map(toReportResponse) }
  })

const scanProcedure = procedureFor('admin')
  .output(scanOrphansResponse)
  .mutation(async ({ ctx }) => ({ report_id: unwrap(await requestComparison(ctx.services, ctx.actor)) }))

const getProcedure = procedureFor('admin')
  .input(getOrphanReportInput)
  .output(getOrphanReportResponse)
  .query(async ({ ctx, input }) => {
    const { report_id: reportId, after, limit } = input
    const { report, keys } = unwrap(
      await readOrphanReport(ctx.services, ctx.actor, { reportId, after, limit }),
    )
    return {
      ...toReportResponse(report),
      listed: keys.map(({ key, reason, sizeBytes, lastModifiedAt, outcome }) => ({
        key,
        reason,
        size_bytes: sizeBytes,
        last_modified_at: lastModifiedAt?.toISOString() ?? null,
        outcome,
      })),
    }
  })

const deleteProcedure = procedureFor('admin')
  .input(deleteOrphansInput)
  .output(deleteOrphansResponse)
  .mutation(async ({ ctx, input }) => {
    const { hasMore, ...counts } = unwrap(await deleteOrphans(ctx.services, ctx.actor, input.report_id))
    return { ...counts, has_more: hasMore }
  })

/** Keys in the store that no row names. */
export const orphanProcedures = {
  listOrphanReports: listProcedure,
  scanOrphans: scanProcedure,
  getOrphanReport: getProcedure,
  deleteOrphans: deleteProcedure,
}

const toReportResponse = ({
  reportId,
  state,
  figures,
  error,
  ...times
}: OrphanReport): OrphanReportResponse => ({
  report_id: reportId,
  state,
  started_at: times.startedAt.toISOString(),
  finished_at: times.finishedAt?.toISOString() ?? null,
  keys: figures.keys,
  bytes: figures.bytes,
  orphans: figures.orphans,
  orphan_bytes: figures.orphan_bytes,
  orphans_since: times.oldestOrphanAt?.toISOString() ?? null,
  kept: figures.kept,
  kept_bytes: figures.kept_bytes,
  missing: figures.missing,
  error,
})
