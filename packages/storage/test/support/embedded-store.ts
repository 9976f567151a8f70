import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Faults, startS3Store } from '@landfall/local/s3'
import { createS3ObjectStore, type S3Config, type S3ObjectStore } from '../../src/index.ts'
import { makeConfig } from './config.ts'

export interface EmbeddedStore extends AsyncDisposable {
  config: S3Config & { endpoint: string }
  store: S3ObjectStore
  /** What the store does otherwise than S3, until they are cleared. */
  faults: Faults
  /** Moves the store's clock forward; ours stays. */
  elapse(seconds: number): void
}

/** Our S3 store on a folder of its own, with the bucket created. */
export async function startEmbeddedStore(overrides: Partial<S3Config> = {}): Promise<EmbeddedStore> {
  const dir = await mkdtemp(join(tmpdir(), 'landfall-storage-'))
  const config = makeConfig(overrides)
  let aheadMs = 0
  const server = await startS3Store({
    dir,
    region: config.region,
    accessKeyId: config.accessKeyId ?? '',
    secretAccessKey: config.secretAccessKey ?? '',
    now: () => new Date(Date.now() + aheadMs),
  })
  const reachable = { ...config, endpoint: server.endpoint }
  const store = createS3ObjectStore(reachable)
  await store.ensureBucket({ create: true })
  return {
    config: reachable,
    store,
    faults: server.faults,
    elapse: seconds => {
      aheadMs += seconds * 1000
    },
    async [Symbol.asyncDispose]() {
      store.close()
      await server.close()
      await rm(dir, { recursive: true })
    },
  }
}

export async function keysLeft({ store }: EmbeddedStore, prefix = ''): Promise<string[]> {
  const keys: string[] = []
  for await (const { key } of store.listKeys(prefix)) keys.push(key)
  return keys
}
