import { isProfileName, PROFILES } from './faults/profiles.ts'
import { startS3Store } from './start-s3-store.ts'

/**
 * A thread waits for the disk at every sync, and the default of four would let sixteen writers wait for one another. Node
 * reads it when it starts its first thread, which nothing above does.
 */
process.env.UV_THREADPOOL_SIZE ||= '16'

/** The store as a process of its own: settings from the environment, readiness to the parent over IPC. */
function setting(name: string): string {
  const value = process.env[name]
  if (value) return value
  return fail(`${name} is not set`)
}

function fail(message: string): never {
  console.error(`S3 store: ${message}`)
  process.exit(1)
}

function reason(error: NodeJS.ErrnoException, port: number): string {
  if (error.code === 'EADDRINUSE') return `port ${port} is taken; set S3_PORT to a free one`
  return error.message
}

const port = Number(process.env.S3_PORT || 9000)
if (!Number.isInteger(port) || port < 0 || port > 65_535) fail('S3_PORT is not a port number')

const profile = process.env.S3_PROFILE || 'aws'
if (!isProfileName(profile)) fail(`S3_PROFILE is none of ${Object.keys(PROFILES).join(', ')}`)

const eventsUrl = process.env.S3_EVENTS_URL || undefined
if (eventsUrl && !/^https?:/.test(eventsUrl)) fail('S3_EVENTS_URL is not an http address')

const store = await startS3Store({
  dir: setting('S3_DIR'),
  port,
  accessKeyId: setting('S3_ACCESS_KEY_ID'),
  secretAccessKey: setting('S3_SECRET_ACCESS_KEY'),
  region: process.env.S3_REGION || 'us-east-1',
  profile,
  eventsUrl,
  eventsSecret: process.env.S3_EVENTS_SECRET || undefined,
  faultControl: process.env.S3_FAULTS === '1',
  log: line => {
    if ('error' in line || 'event' in line) console.error(JSON.stringify(line))
  },
}).catch((error: NodeJS.ErrnoException) => fail(reason(error, port)))

/** A long copy may outlive its connection; nothing half-done can become visible, so it is not waited for. */
const STOP_MS = 6000

async function stop(): Promise<void> {
  setTimeout(() => process.exit(0), STOP_MS).unref()
  await store.close()
  process.exit(0)
}

process.once('SIGTERM', stop)
process.once('SIGINT', stop)
// The channel closes when the parent dies, however it died; a store nobody started for must not keep the port.
process.once('disconnect', stop)
if (process.send) process.send({ type: 'ready', endpoint: store.endpoint })
else console.log(`S3 store at ${store.endpoint}`)
