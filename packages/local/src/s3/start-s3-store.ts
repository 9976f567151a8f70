import { BucketSet } from './disk/bucket-set.ts'
import { type DirectoryLock, lockDirectory } from './disk/directory-lock.ts'
import { postEventsTo } from './events/deliver-event.ts'
import { prepareEvents, type StoreEvents } from './events/start-events.ts'
import { FaultSet, type Faults } from './faults/fault-set.ts'
import { faultyDelivery } from './faults/faulty-delivery.ts'
import { PROFILES, type ProfileName } from './faults/profiles.ts'
import { OPERATION_NAMES } from './http/route.ts'
import { type RunningServer, startServer } from './http/server.ts'
import { SigningKeys } from './signature/signing-keys.ts'

export type S3StoreOptions = {
  /** Holds everything; created when missing. One store at a time may have it open. */
  dir: string
  /** 0, the default, takes any free port. */
  port?: number
  /** Default 127.0.0.1. */
  host?: string
  accessKeyId: string
  secretAccessKey: string
  /** Default us-east-1. Signatures have to name it. */
  region?: string
  /** The clock of signatures, expiry and Last-Modified. */
  now?: () => Date
  /** One object per request, and one per damaged file found at start. */
  log?: (line: object) => void
  /** A client silent for so long in the middle of a body gets RequestTimeout. Default 60 s. */
  bodyIdleMs?: number
  /** Where the events of objects that came and went are posted. Default: nowhere. */
  eventsUrl?: string | undefined
  /** Sent with each event as `Authorization: Bearer ...`. Default: nothing. */
  eventsSecret?: string | undefined
  /** Plays another store. Default: S3, as it is. */
  profile?: ProfileName
  /** Lets whoever is on this machine switch faults at `/_faults`. For tests; default false. */
  faultControl?: boolean
}

export type S3Store = {
  /** http://host:port, path-style. */
  endpoint: string
  port: number
  /** What tests make go wrong. Nothing does otherwise. */
  faults: Faults
  /** Lets running requests end for a few seconds, then cuts them off. */
  close(): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}

const DEFAULT_REGION = 'us-east-1'
const BODY_IDLE_MS = 60_000

type Running = { server: RunningServer; events: StoreEvents | undefined }

async function openAndListen(opts: S3StoreOptions, faults: FaultSet): Promise<Running> {
  const { region = DEFAULT_REGION, bodyIdleMs = BODY_IDLE_MS, accessKeyId, secretAccessKey } = opts
  const now = opts.now ?? (() => new Date())
  const offersFaultControl = opts.faultControl ?? false
  const log = opts.log ?? (() => undefined)
  const onDamaged = (path: string) => log({ at: now().toISOString(), event: 'damaged object file', path })
  const deliver =
    opts.eventsUrl === undefined
      ? undefined
      : faultyDelivery(faults, postEventsTo(opts.eventsUrl, opts.eventsSecret))
  const events = deliver && prepareEvents({ dir: opts.dir, deliver, region, log })
  const buckets = await BucketSet.open(opts.dir, onDamaged, events?.changes)
  await events?.recover(buckets)
  const known = { accessKeyId, secretAccessKey, region }
  const deps = {
    store: { buckets, region },
    authenticator: { known, keys: new SigningKeys(secretAccessKey), now },
    now,
    log,
    bodyIdleMs,
    faults,
    offersFaultControl,
  }
  const server = await startServer(deps, { host: opts.host ?? '127.0.0.1', port: opts.port ?? 0 })
  events?.start()
  return { server, events }
}

type StoreParts = Running & { lock: DirectoryLock; faults: FaultSet }

function describeStore(opts: S3StoreOptions, { server, events, lock, faults }: StoreParts): S3Store {
  const { host = '127.0.0.1' } = opts
  const closeBoth = async () => {
    faults.clear()
    await server.close()
    await events?.stop()
    await lock.release()
  }
  let closing: Promise<void> | undefined
  const close = () => {
    closing ??= closeBoth()
    return closing
  }
  const endpoint = `http://${host.includes(':') ? `[${host}]` : host}:${server.port}`
  return { endpoint, port: server.port, faults, close, [Symbol.asyncDispose]: close }
}

/** Opens the folder, throws away what dead writes have left, and serves it. Rejects with EADDRINUSE on a taken port. */
export async function startS3Store(opts: S3StoreOptions): Promise<S3Store> {
  const faults = new FaultSet(OPERATION_NAMES, PROFILES[opts.profile ?? 'aws'])
  const lock = await lockDirectory(opts.dir)
  try {
    return describeStore(opts, { ...(await openAndListen(opts, faults)), lock, faults })
  } catch (error) {
    await lock.release()
    throw error
  }
}
