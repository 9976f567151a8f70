import { randomUUID } from 'node:crypto'
import type { StoreInspection, StoreInspector, StoreTrial } from '@landfall/core/ports'
import { createS3Clients, type S3Config } from '../config.ts'
import { diagnoseStore } from '../diagnose.ts'
import { type CorsRule, toCorsJson } from '../operations/bucket.ts'
import { deleteObject } from '../operations/delete-object.ts'
import { presignGet } from '../operations/presign.ts'
import { CONTENT_TYPE, FIRST_BYTES, signPut } from '../probe/probe.ts'
import { type ProbeOptions, probeStore } from '../probe-store.ts'
import { createS3Context, type S3Context } from '../s3-context.ts'
import { measureClock } from './measure-clock.ts'
import { readCors, readLifecycle, readVersioning, see } from './read-settings.ts'
import { tryMultipart } from './try-multipart.ts'

/** Core's `StoreInspector`. Its keys lie in the probe's own folder, where every probe clears up. */
export function createStoreInspector(
  config: S3Config,
  opts: ProbeOptions & { corsRule: CorsRule },
): StoreInspector {
  const newFolder = () => `${opts.prefix ?? ''}_landfall/probe/${randomUUID()}/`
  return {
    async inspect() {
      const clients = createS3Clients({ ...config, publicEndpoint: undefined })
      const context = createS3Context(config, clients)
      try {
        const access = await diagnoseStore(context, config)
        const looks = access.ok
          ? await lookAtAll({ config, opts, context, folder: newFolder() })
          : nothingSeen(access.message)
        const ownCorsRule = toCorsJson(opts.corsRule)
        return { address: addressOf(config, opts), access, ownCorsRule, ...looks }
      } finally {
        clients.internal.destroy()
      }
    },
    presignTrial: () => presignTrial(config, `${newFolder()}trial`),
  }
}

const addressOf = (config: S3Config, opts: ProbeOptions) => ({
  bucket: config.bucket,
  region: config.region,
  endpoint: config.endpoint ?? null,
  publicEndpoint: config.publicEndpoint ?? null,
  keyPrefix: opts.prefix ?? '',
})

/** Signed for the address that clients reach the store at. */
async function presignTrial(config: S3Config, key: string): Promise<StoreTrial> {
  const signer = { client: createS3Clients(config).public, bucket: config.bucket }
  const put = await signPut(signer, { key, contentLengthBytes: FIRST_BYTES.byteLength })
  const getUrl = await presignGet(signer, {
    key,
    versionId: null,
    expiresInSeconds: 300,
    contentDisposition: 'inline',
    contentType: CONTENT_TYPE,
  })
  return { put, body: new TextDecoder().decode(FIRST_BYTES), getUrl }
}

type Looks = Omit<StoreInspection, 'address' | 'access' | 'ownCorsRule'>

async function lookAtAll(to: {
  config: S3Config
  opts: ProbeOptions
  context: S3Context
  folder: string
}): Promise<Looks> {
  const { config, opts, context, folder } = to
  const clockKey = `${folder}clock`
  const partsKey = `${folder}parts`
  // The clock alone and first: with a dozen requests beside it, it would measure the queue before them.
  const clockOffsetMs = await see(() => measureClock(context, clockKey, () => new Date()))
  const [probe, multipart, versioning, lifecycle, cors] = await Promise.all([
    see(() => probeStore(config, opts)),
    see(async () => {
      const { holds, seen: text } = await tryMultipart(context, partsKey)
      return { holds, text }
    }),
    readVersioning(context),
    readLifecycle(context),
    readCors(context),
  ])
  const removals = [clockKey, partsKey].map(key =>
    deleteObject(context, { key, versionId: null, ifEtag: null }),
  )
  // What cannot be deleted, the probe's own clearing up has told by now.
  await Promise.allSettled(removals)
  return { clockOffsetMs, probe, multipart, versioning, lifecycle, cors }
}

function nothingSeen(reason: string): Looks {
  const unseen = { seen: false, reason } as const
  return {
    clockOffsetMs: unseen,
    probe: unseen,
    multipart: unseen,
    versioning: unseen,
    lifecycle: unseen,
    cors: unseen,
  }
}
