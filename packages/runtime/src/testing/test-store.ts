import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PROFILES, type ProfileName, type S3Store, startS3Store } from '@landfall/local/s3'

/** The embedded store over a folder of its own; it can be stopped and started again at the same address. */
export interface TestStore extends AsyncDisposable {
  readonly endpoint: string
  readonly accessKeyId: string
  readonly secretAccessKey: string
  /** What goes wrong in it; of the one that runs now. */
  readonly faults: S3Store['faults']
  stop(): Promise<void>
  /** Over the same folder; plays another store where one is named. */
  start(profile?: StoreName, events?: EventReceiver): Promise<void>
}

/** Where it tells of objects that come and go, and with which secret. */
export interface EventReceiver {
  url: string
  secret: string
}

/** The stores that the embedded one can play; those that it plays alike are one entry. */
export type StoreName = ProfileName
export const STORES: StoreName[][] = [
  ...Map.groupBy(Object.keys(PROFILES) as StoreName[], name => JSON.stringify(PROFILES[name])).values(),
]

const CREDENTIALS = { accessKeyId: 'LFTESTKEY', secretAccessKey: 'a-secret-that-must-never-be-logged' }

export async function startTestStore(): Promise<TestStore> {
  const dir = await mkdtemp(join(tmpdir(), 'landfall-s3-'))
  let store: S3Store | null = await startS3Store({ dir, ...CREDENTIALS })
  const { endpoint, port } = store
  const stop = async () => {
    await store?.close()
    store = null
  }
  return {
    endpoint,
    ...CREDENTIALS,
    get faults() {
      if (store === null) throw new Error('The store is stopped')
      return store.faults
    },
    stop,
    async start(profile = 'aws', events) {
      const told = events && { eventsUrl: events.url, eventsSecret: events.secret }
      store ??= await startS3Store({ dir, port, profile, ...CREDENTIALS, ...told })
    },
    async [Symbol.asyncDispose]() {
      await stop()
      await rm(dir, { recursive: true, force: true })
    },
  }
}
