import type { AppRouter } from '@landfall/core/trpc'
import { createTRPCClient, httpLink, type TRPCClient } from '@trpc/client'
import type { inferRouterInputs, inferRouterOutputs } from '@trpc/server'
import { type Credential, withCredential } from '../token/credential.ts'
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

export interface Connection {
  trpcUrl: string
  credential: Credential
  namespace: string | null
  fetch: Fetch
  requestTimeoutMs: number
}

/** A call's own headers, given as `context` of the call. */
interface CallContext {
  idempotencyKey?: unknown
}

export function createTrpc(connection: Connection): LandfallTrpc {
  const { trpcUrl, credential, namespace } = connection
  const apiFetch = createApiFetch(connection.fetch, connection.requestTimeoutMs)
  return createTRPCClient<AppRouter>({
    links: [
      httpLink({
        url: trpcUrl,
        fetch: withCredential(apiFetch, credential),
        headers: ({ op }) => {
          const { idempotencyKey } = op.context as CallContext
          return {
            ...(namespace === null ? {} : { 'x-namespace': headerText(namespace) }),
            ...(typeof idempotencyKey === 'string' ? { 'idempotency-key': idempotencyKey } : {}),
          }
        },
      }),
    ],
  })
}

/** fetch takes no character beyond Latin-1 in a header; the API reads percent-encoding. */
const headerText = (text: string) => (/^[ -$&-~]*$/.test(text) ? text : encodeURIComponent(text))
