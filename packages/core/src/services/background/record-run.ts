import type { RunFigures } from '../../ports/run-log.ts'
import type { ServiceDeps } from '../deps.ts'

/** Runs background work and writes down what it did. The work counts, not its log: without one it runs all the same. */
export async function recordRun(
  deps: ServiceDeps,
  kind: string,
  work: () => Promise<RunFigures>,
): Promise<RunFigures> {
  const runId = await deps.runs.start(kind).catch(() => null)
  const finish = async (figures: RunFigures, error: string | null) => {
    if (runId === null) return
    await deps.runs.finish(runId, { figures, error }).catch((err: unknown) => {
      deps.log.warn({ kind, err }, 'could not write down a run of background work')
    })
  }
  try {
    const figures = await work()
    await finish(figures, null)
    return figures
  } catch (error) {
    await finish({}, error instanceof Error ? error.message : String(error))
    throw error
  }
}
