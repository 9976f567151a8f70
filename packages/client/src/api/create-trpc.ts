import type { AppRouter } from '@landfall/core/trpc'
import { createTRPCClient, httpLink, type TRPCClient } from '@trpc/client'
import type { inferRouterInputs, inferRouterOutputs } from '@trpc/server'
import { LandfallError } from '../errors/landfall-error.ts'
import { createApiFetch, type Fetch } from './api-fetch.ts'

/** Every procedure of the API, with its types. */
export type LandfallTrpc = TRPCClient<AppRouter>

type Inputs = inferRouterInputs<AppRouter>
type Outputs = inferRouterOutputs<AppRouter>

export type CreateUploadInput = Inputs['uploads']['create']
export type ConfirmUploadInput = Inputs['uploads']['confirm']
export type UploadResponse = Outputs['uploads']['create']
export type ConfirmUploadResponse = Outputs['uploads']['confirm']
export type TaskResponse = Outputs['tasks']['get']
/** What was compared when the upload was settled, and with what result. */
export type Receipt = NonNullable<ConfirmUploadResponse['receipt']>

/** A credential that is asked for before each request may be renewed in between. */
export type Secret = string | (() => string | Promise<string>)

export interface Connection {
  trpcUrl: string
  secret: Secret | null
  namespace: string | null
  fetch: Fetch
  requestTimeoutMs: number
}

/** A call's own headers, given as `context` of the call. */
interface CallContext {
  idempotencyKey?: unknown
}

export function createTrpc(connection: Connection): LandfallTrpc {
  const { trpcUrl, secret, namespace } = connection
  return createTRPCClient<AppRouter>({
    links: [
      httpLink({
        url: trpcUrl,
        fetch: createApiFetch(connection.fetch, connection.requestTimeoutMs),
        headers: async ({ op }) => {
          const { idempotencyKey } = op.context as CallContext
          const current = await read(secret)
          return {
            ...(current === null ? {} : { authorization: `Bearer ${current}` }),
            ...(namespace === null ? {} : { 'x-namespace': namespace }),
            ...(typeof idempotencyKey === 'string' ? { 'idempotency-key': idempotencyKey } : {}),
          }
        },
      }),
    ],
  })
}

/** A token route can be away for a moment like any other server. */
async function read(secret: Secret | null): Promise<string | null> {
  if (typeof secret !== 'function') return secret
  try {
    return await secret()
  } catch (cause) {
    throw new LandfallError({
      code: 'TOKEN_UNAVAILABLE',
      message: 'The `token` function of createLandfallClient failed; see `cause`',
      retry: 'same_request',
      cause,
    })
  }
}
