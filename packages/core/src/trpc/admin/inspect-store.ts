import { inspectStore } from '../../services/store/inspect-store.ts'
import { inspectStoreInput, inspectStoreResponse } from '../../wire/admin/inspect-store.ts'
import { procedureFor } from '../init.ts'
import { unwrap } from '../map-domain-errors.ts'

/** A mutation: it writes and deletes keys of its own, and takes seconds. */
export const inspectStoreProcedure = procedureFor('admin')
  .input(inspectStoreInput)
  .output(inspectStoreResponse)
  .mutation(async ({ ctx, input }) => {
    const { address, findings, outside } = unwrap(await inspectStore(ctx.services, ctx.actor, input))
    const { trial, origins, corsFix } = outside
    return {
      store: {
        bucket: address.bucket,
        region: address.region,
        endpoint: address.endpoint,
        public_endpoint: address.publicEndpoint,
      },
      findings,
      outside: {
        origins,
        cors_fix: corsFix,
        trial: trial && {
          put_url: trial.put.url,
          put_headers: trial.put.headers,
          body: trial.body,
          get_url: trial.getUrl,
        },
      },
    }
  })
