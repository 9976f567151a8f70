import type { HealthFigures, HealthReader, Log, RunLog } from '@landfall/core/ports'
import type { Gauge } from 'prom-client'
import type { Metrics } from './create-metrics.ts'

/** However many monitors ask, and however often: the database is asked once in so long. */
const KEPT_MS = 10_000
/** Beyond it a count is "at least": metrics must not cost more the worse things get. */
const MAX_COUNT = 20_000

type Readers = { health: Pick<HealthReader, 'figures'>; runs: Pick<RunLog, 'latest'>; log: Log }

/** Brings the gauges up to date. Without a database they are absent, and what the process counted is told all the same. */
export function createGaugeReader(metrics: Metrics, readers: Readers, keptMs = KEPT_MS): () => Promise<void> {
  let reading: Promise<void> | null = null
  let readAtMs = Number.NEGATIVE_INFINITY

  async function read(): Promise<void> {
    try {
      const [figures, runs] = await Promise.all([readers.health.figures(MAX_COUNT), readers.runs.latest()])
      clear(metrics)
      metrics.databaseUp.set(1)
      setFigures(metrics, figures)
      for (const run of runs) setRun(metrics, run)
    } catch (err) {
      readers.log.warn({ err }, 'could not read the figures for metrics')
      clear(metrics)
      metrics.databaseUp.set(0)
    }
    readAtMs = performance.now()
  }

  return () => {
    if (reading === null && performance.now() - readAtMs < keptMs) return Promise.resolve()
    reading ??= read().finally(() => {
      reading = null
    })
    return reading
  }
}

function setFigures(metrics: Metrics, figures: HealthFigures): void {
  for (const [age, count] of Object.entries(figures.openUploads)) metrics.openUploads.set({ age }, count)
  metrics.overdueUploads.set(figures.overdueUploads)
  metrics.failingUploads.set(figures.failingUploads)
  metrics.doomedKeys.set(figures.doomedKeys)
  metrics.overdueKeys.set(figures.overdueKeys)
  metrics.unknownKeys.set(figures.unknownKeys)
  metrics.bytes.set({ kind: 'used' }, figures.usedBytes)
  metrics.bytes.set({ kind: 'reserved' }, figures.reservedBytes)
  metrics.objects.set({ kind: 'used' }, figures.usedObjects)
  metrics.objects.set({ kind: 'reserved' }, figures.reservedObjects)
}

type Run = Awaited<ReturnType<RunLog['latest']>>[number]

function setRun(metrics: Metrics, { kind, startedAt, figures, error }: Run): void {
  metrics.runStarted.set({ kind }, startedAt.getTime() / 1000)
  metrics.runFailed.set({ kind }, error === null ? 0 : 1)
  for (const [figure, value] of Object.entries(figures)) metrics.runFigure.set({ kind, figure }, value)
}

/** A figure that is not known is not told: the last one would look like news. */
function clear(metrics: Metrics): void {
  const { openUploads, overdueUploads, failingUploads, doomedKeys, overdueKeys, unknownKeys } = metrics
  const { bytes, objects, runFigure, runStarted, runFailed } = metrics
  const plain: Gauge[] = [overdueUploads, failingUploads, doomedKeys, overdueKeys, unknownKeys]
  for (const gauge of plain) gauge.remove()
  for (const gauge of [openUploads, bytes, objects, runFigure, runStarted, runFailed]) gauge.reset()
}
