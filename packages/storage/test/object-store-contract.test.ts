import { objectStoreContract } from '@landfall/core/testing'
import { startEmbeddedStore } from './support/embedded-store.ts'
import { getFrom, putTo } from './support/presigned-client.ts'

objectStoreContract('the S3 adapter on the embedded store', async () => {
  const embedded = await startEmbeddedStore()
  return {
    store: embedded.store,
    put: putTo,
    get: getFrom,
    elapse: async seconds => embedded.elapse(seconds),
    close: async () => embedded[Symbol.asyncDispose](),
  }
})
