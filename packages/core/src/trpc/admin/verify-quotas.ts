import type { QuotaSums } from '../../domain/quota.ts'
import type { AuditedCounters } from '../../ports/quota-audit.ts'
import { type QuotaReport, verifyQuotas } from '../../services/quotas/verify-quotas.ts'
import {
  type QuotaDriftResponse,
  verifyQuotasInput,
  verifyQuotasResponse,
} from '../../wire/admin/verify-quotas.ts'
import { procedureFor } from '../init.ts'
import { unwrap } from '../map-domain-errors.ts'

/** A mutation also where it only looks: it may take seconds, and nobody should run it by opening a link. */
export const verifyQuotasProcedure = procedureFor('admin')
  .input(verifyQuotasInput)
  .output(verifyQuotasResponse)
  .mutation(async ({ ctx, input }) => {
    const asked = { organization: input.organization ?? null, repairs: input.repair }
    const report = unwrap(await verifyQuotas(ctx.services, ctx.actor, asked))
    return { checked_scopes: report.checkedScopes, drifts: report.drifts.map(toDriftResponse) }
  })

const toDriftResponse = (drift: QuotaReport['drifts'][number]): QuotaDriftResponse => ({
  organization_id: drift.organizationId,
  scope: drift.scope,
  id: drift.scopeId,
  owner: drift.owner,
  counters: toCounters(drift.counters),
  ledger: toSums(drift.ledger),
  actual: toCounters(drift.actual),
  repaired: drift.isRepaired,
})

const toSums = (sums: QuotaSums) => ({
  used_bytes: sums.usedBytes,
  used_objects: sums.usedObjects,
  reserved_bytes: sums.reservedBytes,
  reserved_objects: sums.reservedObjects,
})

const toCounters = (counters: AuditedCounters) => ({
  ...toSums(counters),
  open_unsized: counters.openUnsized,
})
