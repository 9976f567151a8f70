import type { Secrets } from './secrets.ts'
import type { ExternalStore } from './settings.ts'

export type Store = ExternalStore & { isEmbedded: boolean; eventsSecret: string | null }

export function embeddedStore(endpoint: string, secrets: Secrets): Store {
  return {
    isEmbedded: true,
    endpoint,
    bucket: 'landfall',
    accessKeyId: secrets.s3_access_key_id,
    secretAccessKey: secrets.s3_secret_access_key,
    eventsSecret: secrets.s3_events_secret,
  }
}

export type ChildFacts = {
  base: NodeJS.ProcessEnv
  databaseUrl: string
  store: Store
  secrets: Secrets
  apiPort: number
  webPort: number
  webOrigin: string
}

/** One environment for bootstrap, api, worker and web. Somebody's own store is described by their own S3_* variables, which pass as they are. */
export function childEnv(facts: ChildFacts): NodeJS.ProcessEnv {
  const { base, store, secrets } = facts
  return {
    ...base,
    ...(store.isEmbedded ? embeddedVariables(store) : {}),
    DATABASE_URL: facts.databaseUrl,
    LANDFALL_API_KEY: secrets.api_key,
    LANDFALL_ADMIN_KEY: secrets.admin_key,
    API_PORT: String(facts.apiPort),
    WEB_PORT: String(facts.webPort),
    // Some shells set HOST to the machine's name; here everything stays on loopback.
    HOST: '127.0.0.1',
    WEB_ORIGIN: facts.webOrigin,
  }
}

function embeddedVariables(store: Store): NodeJS.ProcessEnv {
  return {
    S3_ENDPOINT: store.endpoint ?? '',
    S3_REGION: 'us-east-1',
    S3_BUCKET: store.bucket,
    S3_ACCESS_KEY_ID: store.accessKeyId ?? '',
    S3_SECRET_ACCESS_KEY: store.secretAccessKey ?? '',
    S3_FORCE_PATH_STYLE: 'true',
    S3_CREATE_BUCKET: '1',
    S3_EVENTS_SECRET: store.eventsSecret ?? '',
  }
}
