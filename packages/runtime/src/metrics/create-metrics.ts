import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'

/**
 * What this process counted, in the form that Prometheus reads. Owns names, labels and buckets; labels have few values
 * each (a route's pattern, an operation, a code) and never name a tenant, an upload or a key.
 */
export type Metrics = ReturnType<typeof createMetrics>

const HTTP_SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60]
/** From the upload that is confirmed within the second to the one that a sweep finds after a day. */
const SETTLE_SECONDS = [1, 5, 15, 60, 120, 300, 900, 3_600, 14_400, 86_400]

export function createMetrics() {
  const registry = new Registry()
  const registers = [registry]
  collectDefaultMetrics({ register: registry })
  return {
    registry,
    settles: new Counter({
      name: 'landfall_settles_total',
      help: 'Uploads that became final in this process, by status and by who settled them',
      labelNames: ['verdict', 'settled_by'] as const,
      registers,
    }),
    settleSeconds: new Histogram({
      name: 'landfall_settle_seconds',
      help: 'Time from the create of an upload to its final status',
      labelNames: ['verdict'] as const,
      buckets: SETTLE_SECONDS,
      registers,
    }),
    refusals: new Counter({
      name: 'landfall_confirm_refusals_total',
      help: 'Tries to settle that left the upload open, by error code',
      labelNames: ['code'] as const,
      registers,
    }),
    storeEvents: new Counter({
      name: 'landfall_store_events_total',
      help: 'Events of the store about one key each, by what became of them',
      labelNames: ['outcome'] as const,
      registers,
    }),
    httpSeconds: new Histogram({
      name: 'landfall_http_request_seconds',
      help: 'Requests to the API, by the pattern of their route',
      labelNames: ['method', 'route', 'status'] as const,
      buckets: HTTP_SECONDS,
      registers,
    }),
    storeSeconds: new Histogram({
      name: 'landfall_store_request_seconds',
      help: 'Calls of the object store, by operation and outcome',
      labelNames: ['operation', 'outcome'] as const,
      buckets: HTTP_SECONDS,
      registers,
    }),
    ...createGauges(registers),
  }
}

/** Of the whole installation, read from the database: every process shows the same. */
function createGauges(registers: Registry[]) {
  const gauge = <const TLabel extends string>(name: string, help: string, labelNames: TLabel[] = []) =>
    new Gauge({ name: `landfall_${name}`, help, labelNames, registers })
  return {
    databaseUp: gauge('database_gauges_up', '1 where the figures below could be read, else 0'),
    openUploads: gauge('open_uploads', 'Open uploads, by the time since their create', ['age']),
    overdueUploads: gauge('overdue_uploads', 'Open uploads that nothing can arrive for any more'),
    failingUploads: gauge('failing_uploads', 'Open uploads with a last error'),
    doomedKeys: gauge('doomed_keys', 'Keys that are deleted and watched'),
    overdueKeys: gauge('overdue_keys', 'Doomed keys that were not deleted when they were due'),
    unknownKeys: gauge('unknown_keys', 'Keys without a row that the store told of within a week'),
    bytes: gauge('quota_bytes', 'Bytes that are charged, used or reserved', ['kind']),
    objects: gauge('quota_objects', 'Objects that are charged, used or reserved', ['kind']),
    runFigure: gauge('background_run_figure', 'What the newest run of background work counted', [
      'kind',
      'figure',
    ]),
    runStarted: gauge('background_run_started_seconds', 'When the newest run began, in Unix time', ['kind']),
    runFailed: gauge('background_run_failed', '1 where the newest run ended early', ['kind']),
  }
}
