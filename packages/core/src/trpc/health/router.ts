import type { StuckUpload } from '../../ports/health-reader.ts'
import type { BackgroundRun } from '../../ports/run-log.ts'
import { getHealth, type Health } from '../../services/health/get-health.ts'
import { previewSweep } from '../../services/health/preview-sweep.ts'
import { type HealthResponse, healthResponse, previewResponse } from '../../wire/health/health.ts'
import { procedureFor, router } from '../init.ts'

const get = procedureFor('admin')
  .output(healthResponse)
  .query(async ({ ctx }) => toHealthResponse(await getHealth(ctx.services, ctx.actor)))

/** A mutation although it changes nothing: it asks the store for every upload, and nobody should run it by opening a link. */
const preview = procedureFor('admin')
  .output(previewResponse)
  .mutation(async ({ ctx }) => {
    const { uploads, isPartial } = await previewSweep(ctx.services, ctx.actor)
    return {
      uploads: uploads.map(({ upload, would, reason }) => ({ ...toUpload(upload), would, reason })),
      is_partial: isPartial,
    }
  })

export const healthRouter = router({ get, preview })

function toHealthResponse({ scope, overdue, failing, doomedKeys, installation }: Health): HealthResponse {
  return {
    scope,
    overdue: { count: overdue.count, items: overdue.items.map(toStuck) },
    failing: { count: failing.count, items: failing.items.map(toStuck) },
    doomed_keys: doomedKeys,
    installation: installation && {
      unknown_keys: installation.unknownKeys,
      latest_runs: installation.latestRuns.map(toRun),
      recent_runs: installation.recentRuns.map(toRun),
      failing_jobs: installation.failingJobs.map(job => ({
        kind: job.kind,
        attempts: job.attempts,
        max_attempts: job.maxAttempts,
        next_try_at: job.nextTryAt.toISOString(),
        error: job.error,
      })),
    },
  }
}

type Named = Pick<StuckUpload, 'uploadId' | 'organizationId' | 'bucketId' | 'bucketName' | 'filename'>

const toUpload = ({ uploadId, organizationId, bucketId, bucketName, filename }: Named) => ({
  upload_id: uploadId,
  organization_id: organizationId,
  bucket_id: bucketId,
  bucket_name: bucketName,
  filename,
})

const toStuck = ({ at, lastError, ...upload }: StuckUpload) => ({
  ...toUpload(upload),
  at: at.toISOString(),
  last_error: lastError,
})

const toRun = ({ runId, kind, startedAt, finishedAt, figures, error }: BackgroundRun) => ({
  run_id: runId,
  kind,
  started_at: startedAt.toISOString(),
  finished_at: finishedAt?.toISOString() ?? null,
  figures,
  error,
})
