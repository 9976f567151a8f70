import { getQuota, setQuota } from '../../services/quotas/quotas.ts'
import {
  getQuotaInput,
  listQuotasInput,
  listQuotasResponse,
  quotaResponse,
  setQuotaInput,
} from '../../wire/quotas/quota.ts'
import { procedureFor, router } from '../init.ts'
import { unwrap } from '../map-domain-errors.ts'
import { toNamedQuotaResponse, toQuotaResponse } from './to-quota-response.ts'

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

const list = procedureFor('read')
  .input(listQuotasInput)
  .output(listQuotasResponse)
  .query(async ({ ctx, input }) => {
    const page = { scope: input.scope ?? null, limit: input.limit, offset: input.offset ?? 0 }
    const { quotas, total } = await ctx.services.quotas.list(ctx.actor, page)
    return { results: quotas.map(toNamedQuotaResponse), total_count: total }
  })

export const quotasRouter = router({ get, set, list })
