import { initTRPC } from '@trpc/server'
import { type Actor, mayDo, type Permission } from '../domain/actor.ts'
import { quotaToldTo } from '../services/quotas/quota-error.ts'
import type { RequestContext } from './context.ts'
import {
  describeError,
  NO_SUCH_PROCEDURE,
  retagTrpcError,
  rewordRefusal,
  toTrpcError,
} from './map-domain-errors.ts'

/**
 * The one tRPC instance. Its error formatter replaces tRPC's own text and stack by the `error` object of the wire
 * contract, so that nothing internal leaves and both edges answer alike.
 */
const t = initTRPC.context<RequestContext>().create({
  isDev: false,
  // A sign of life for proxies on the way, and for a client to know that its connection is dead.
  sse: { ping: { enabled: true, intervalMs: 15_000 }, client: { reconnectAfterInactivityMs: 45_000 } },
  errorFormatter({ shape, error, ctx }) {
    const described = describeError(error, ctx?.requestId ?? 'unknown')
    return {
      code: shape.code,
      message: described.error.message,
      data: {
        code: shape.data.code,
        httpStatus: described.status,
        path: shape.data.path,
        error: described.error,
      },
    }
  },
})

export const router = t.router
export const createCallerFactory = t.createCallerFactory

/** Gives every failure below the tRPC code that its status asks for, and logs what somebody has to look at. */
const translateFailures = t.middleware(async ({ ctx, path, next }) => {
  const result = await next()
  if (result.ok) return result
  const described = describeError(result.error, ctx.requestId)
  const { code } = described.error.details
  const fields = { requestId: ctx.requestId, path, code, err: result.error.cause ?? result.error }
  if (described.isBug) ctx.services.log.error(fields, 'a procedure failed unexpectedly')
  else if (described.status === 503) ctx.services.log.warn(fields, 'a dependency failed')
  return { ...result, error: retagTrpcError(result.error, described) }
})

const publicProcedure = t.procedure.use(translateFailures)

/**
 * A procedure for keys and sessions with at least this permission. Credentials are checked before the input is looked at.
 * To an upload token it is not there.
 */
export const procedureFor = (permission: Permission) => authorized(permission, { isForTokens: false })

/**
 * For upload tokens too. Whoever builds one finds what it works on by `findUpload`, which knows what a token's own
 * uploads are, and asks `refuseByToken` before it lets in bytes.
 */
export const tokenProcedureFor = (permission: Permission) => authorized(permission, { isForTokens: true })

type Access = { permission: Permission; isForTokens: boolean }

function authorized(permission: Permission, { isForTokens }: { isForTokens: boolean }) {
  const access = { permission, isForTokens }
  return publicProcedure.use(async ({ ctx, next }) => {
    const actor = admit(ctx.actor, access)
    const { reauthenticate } = ctx
    /** Still the caller, with this permission; throws where that is over. */
    const actorNow = async () => (reauthenticate ? admit(await reauthenticate(), access) : actor)
    const result = await next({ ctx: { ...ctx, actor, actorNow } })
    if (result.ok) return result
    return { ...result, error: rewordRefusal(result.error, refusal => quotaToldTo(actor, refusal)) }
  })
}

function admit(actor: Actor | null, { permission, isForTokens }: Access): Actor {
  if (!actor)
    throw toTrpcError({
      code: 'UNAUTHORIZED',
      message: 'Send a valid API key: Authorization: Bearer sk_...',
    })
  if (actor.kind === 'token' && !isForTokens) throw toTrpcError(NO_SUCH_PROCEDURE)
  if (!mayDo(actor, permission)) throw toTrpcError(notPermitted(actor, permission))
  return actor
}

const notPermitted = (actor: Actor, needed: Permission) => ({
  code: 'FORBIDDEN' as const,
  message: `This ${actor.kind} may ${actor.permission}; this needs ${needed}`,
  details: { permission: actor.permission, needed },
})
