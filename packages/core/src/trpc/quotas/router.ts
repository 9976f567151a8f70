import type { QuotaRecord } from '../../domain/quota.ts'
import { getQuota, setQuota } from '../../services/quotas/quotas.ts'
import { getQuotaInput, type QuotaResponse, quotaResponse, setQuotaInput } from '../../wire/quotas/quota.ts'
import { procedureFor, router } from '../init.ts'
import { unwrap } from '../map-domain-errors.ts'

const get = procedureFor('read')
  .input(getQuotaInput)
  .output(quotaResponse)
  .query(async ({ ctx, input }) => {
    const { scope } = input
    const ref = { scope, id: input.id ?? null, owner: input.owner ?? null }
    return toQuotaResponse(unwrap(await getQuota(ctx.services, ctx.actor, ref)))
  })

const set = procedureFor('admin')
  .input(setQuotaInput)
  .output(quotaResponse)
  .mutation(async ({ ctx, input }) => {
    const { scope, limit_bytes: limitBytes, limit_objects: limitObjects } = input
    const ref = { scope, id: input.id ?? null, owner: input.owner ?? null, limitBytes, limitObjects }
    return toQuotaResponse(unwrap(await setQuota(ctx.services, ctx.actor, ref)))
  })

export const quotasRouter = router({ get, set })

function toQuotaResponse(quota: QuotaRecord): QuotaResponse {
  return {
    scope: quota.scope,
    id: quota.scopeId,
    owner: quota.owner,
    limit_bytes: quota.limitBytes,
    limit_objects: quota.limitObjects,
    used_bytes: quota.usedBytes,
    used_objects: quota.usedObjects,
    reserved_bytes: quota.reservedBytes,
    reserved_objects: quota.reservedObjects,
  }
}
