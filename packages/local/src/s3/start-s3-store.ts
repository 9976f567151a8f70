import { BucketSet } from './disk/bucket-set.ts'
import { lockDirectory } from './disk/directory-lock.ts'
import { startServer } from './http/server.ts'

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
}

export type S3Store = {
  /** http://host:port, path-style. */
  endpoint: string
  port: number
  /** Lets running requests end for a few seconds, then cuts them off. */
  close(): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}

const DEFAULT_REGION = 'us-east-1'

export async function startS3Store(opts: S3StoreOptions): Promise<S3Store> {
  const { dir, port = 0, host = '127.0.0.1', region = DEFAULT_REGION, log = () => undefined } = opts
  const now = opts.now ?? (() => new Date())
  const lock = await lockDirectory(dir)
  try {
    const buckets = await BucketSet.open(dir, path =>
      log({ at: now().toISOString(), event: 'damaged object file', path }),
    )
    const known = { accessKeyId: opts.accessKeyId, secretAccessKey: opts.secretAccessKey, region }
    const server = await startServer(
      { store: { buckets, region }, authenticator: { known, now }, now, log },
      { host, port },
    )
    const closeOnce = async () => {
      await server.close()
      await lock.release()
    }
    let closing: Promise<void> | undefined
    const close = () => {
      closing ??= closeOnce()
      return closing
    }
    const name = host.includes(':') ? `[${host}]` : host
    return {
      endpoint: `http://${name}:${server.port}`,
      port: server.port,
      close,
      [Symbol.asyncDispose]: close,
    }
  } catch (error) {
    await lock.release()
    throw error
  }
}
