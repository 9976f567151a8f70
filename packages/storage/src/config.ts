import { S3Client } from '@aws-sdk/client-s3'

/**
 * What the adapter is told about the store. The AWS defaults apply where a field is left out: no endpoint means AWS in
 * `region`, no keys mean the default credential chain (environment, profile, container, instance).
 */
export interface S3Config {
  bucket: string
  region: string
  /** Where this process reaches the store. */
  endpoint?: string | undefined
  /** Where clients reach it; URLs are signed for this one. Default: `endpoint`. */
  publicEndpoint?: string | undefined
  accessKeyId?: string | undefined
  secretAccessKey?: string | undefined
  /** `/bucket/key` instead of `bucket.host/key`. Default: true as soon as `endpoint` is given. */
  forcePathStyle?: boolean | undefined
  timeouts?: Partial<S3Timeouts> | undefined
}

/** Each bound holds for the whole call, the SDK's second attempt included. */
export interface S3Timeouts {
  connectMs: number
  requestMs: number
  /** A copy moves up to 5 GB inside the store before it answers. */
  copyMs: number
}

export const DEFAULT_TIMEOUTS: S3Timeouts = { connectMs: 3_000, requestMs: 10_000, copyMs: 180_000 }

/** Sockets are kept alive; more of them than requests in flight, or HEADs queue behind copies. */
const MAX_SOCKETS = 128

/**
 * A second attempt is for a keep-alive socket that the store closed just as we wrote to it. More would only stack up
 * time-outs: whoever calls us knows better whether to repeat.
 */
const MAX_ATTEMPTS = 2

export interface S3Clients {
  /** Sends requests. */
  internal: S3Client
  /** Signs URLs for clients and never sends anything; the same client where both addresses are one. */
  public: S3Client
}

export function createS3Clients(config: S3Config): S3Clients {
  const internal = createClient(config, config.endpoint)
  const { publicEndpoint } = config
  if (publicEndpoint === undefined || publicEndpoint === config.endpoint) {
    return { internal, public: internal }
  }
  return { internal, public: createClient(config, publicEndpoint) }
}

function createClient(config: S3Config, endpoint: string | undefined): S3Client {
  const { accessKeyId, secretAccessKey } = config
  const hasKeys = accessKeyId !== undefined && secretAccessKey !== undefined
  const agent = { keepAlive: true, maxSockets: MAX_SOCKETS }
  return new S3Client({
    region: config.region,
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(hasKeys ? { credentials: { accessKeyId, secretAccessKey } } : {}),
    forcePathStyle: config.forcePathStyle ?? config.endpoint !== undefined,
    // The default would sign a CRC32 of the empty body into every presigned URL, and the store would refuse real bytes.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    maxAttempts: MAX_ATTEMPTS,
    requestHandler: {
      connectionTimeout: config.timeouts?.connectMs ?? DEFAULT_TIMEOUTS.connectMs,
      httpAgent: agent,
      httpsAgent: agent,
    },
  })
}
