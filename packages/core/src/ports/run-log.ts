/** What a run counted, by name: `looked_at`, `settled`, `errors`, ... Names are those of figures and metrics. */
export type RunFigures = Record<string, number>

/** One run of a kind of background work. */
export interface BackgroundRun {
  runId: number
  /** `sweep-uploads`, `delete-doomed-keys`, ...: the name of the job. */
  kind: string
  startedAt: Date
  /** `null`: it still runs, or its worker died. */
  finishedAt: Date | null
  figures: RunFigures
  /** Why it ended early; `null` where it did not. */
  error: string | null
}

/**
 * What background work did, so that anybody can see whether it runs and what it found. Nothing is decided by it: work
 * goes on where its log cannot be written. Throws `InfrastructureError` `DATABASE_UNAVAILABLE`.
 */
export interface RunLog {
  /** Answers the id of the new run. */
  start(kind: string): Promise<number>
  /** The first end that is told counts. */
  finish(runId: number, outcome: { figures: RunFigures; error: string | null }): Promise<void>
  /** The newest run of every kind, by kind. */
  latest(): Promise<BackgroundRun[]>
  /** Newest first; of every kind without one. */
  list(query: { kind?: string | undefined; limit: number }): Promise<BackgroundRun[]>
  /** The sums of the figures of all runs of a kind since that time, over every worker. */
  totals(kind: string, since: Date): Promise<RunFigures>
  /** Removes runs that began longer ago, but never the newest of a kind. Answers how many. */
  forget(olderThanSeconds: number): Promise<number>
}
