import { getQuota, listQuotas, setQuota } from '../../services/quotas/quotas.ts'
import {
  getQuotaInput,
  listQuotaEventsInput,
  listQuotaEventsResponse,
  listQuotasInput,
  listQuotasResponse,
  quotaResponse,
  setQuotaInput,
} from '../../wire/quotas/quota.ts'
import { procedureFor, router } from '../init.ts'
import { unwrap } from '../map-domain-errors.ts'
import { toNamedQuotaResponse, toQuotaEventResponse, toQuotaResponse } from './to-quota-response.ts'

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
    const limits = {
      limitBytes: input.limit_bytes,
      limitObjects: input.limit_objects,
      ownerLimitBytes: input.owner_limit_bytes,
      ownerLimitObjects: input.owner_limit_objects,
    }
    const ref = { scope: input.scope, id: input.id ?? null, owner: input.owner ?? null }
    return toQuotaResponse(unwrap(await setQuota(ctx.services, ctx.actor, { ...ref, ...limits })))
  })

const list = procedureFor('read')
  .input(listQuotasInput)
  .output(listQuotasResponse)
  .query(async ({ ctx, input }) => {
    const page = { scope: input.scope ?? null, limit: input.limit, offset: input.offset ?? 0 }
    const listed = await listQuotas(ctx.services, ctx.actor, { ...page, bucket: input.bucket ?? null })
    const { quotas, total } = unwrap(listed)
    return { results: quotas.map(toNamedQuotaResponse), total_count: total }
  })

const events = procedureFor('read')
  .input(listQuotaEventsInput)
  .output(listQuotaEventsResponse)
  .query(async ({ ctx, input }) => {
    const told = await ctx.services.quotas.events(ctx.actor, input.limit)
    return { results: told.map(toQuotaEventResponse) }
  })

export const quotasRouter = router({ get, set, list, events })
