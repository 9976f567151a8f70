import type { ConfirmUploadInput, ConfirmUploadResponse, TaskResponse } from '../api/create-trpc.ts'
import { LandfallError } from '../errors/landfall-error.ts'
import { fromWire } from '../errors/to-landfall-error.ts'
import { API_POLICY, withRetry } from '../retry/with-retry.ts'
import type { UploadDeps, UploadJob } from './upload-job.ts'

type ConfirmingJob = UploadDeps & Pick<UploadJob, 'signal' | 'attempts'>

/**
 * Confirm with retries: it is idempotent for ever, so a lost answer is asked for again and the first result comes back.
 * Where the server confirms in a task, waits for the task. Throws the server's refusal.
 */
export function confirmUpload(job: ConfirmingJob, claim: ConfirmUploadInput): Promise<ConfirmUploadResponse> {
  const { trpc, signal } = job
  return withRetry(job, API_POLICY, async () => {
    for (;;) {
      job.attempts.confirms += 1
      const answer = await trpc.uploads.confirm.mutate(claim, { signal })
      if (answer.status !== 'PROCESSING' || answer.task_id === null) return answer
      // The task says that it is done; what the upload became, the next confirm answers.
      await awaitTask(job, answer.task_id)
    }
  })
}

/** CONTRACT 3: 1 s to 30 s, exponential. */
const FIRST_POLL_MS = 1_000
const LONGEST_POLL_MS = 30_000
const RUNNING: ReadonlySet<string> = new Set(['PENDING', 'IN_PROGRESS', 'PROCESSING'])

async function awaitTask(job: ConfirmingJob, taskId: string): Promise<void> {
  const { trpc, clock, signal } = job
  for (let waitMs = FIRST_POLL_MS; ; waitMs = Math.min(waitMs * 2, LONGEST_POLL_MS)) {
    await clock.sleep(waitMs, signal)
    const task = await withRetry(job, API_POLICY, () => trpc.tasks.get.query({ task_id: taskId }, { signal }))
    if (task.status === 'COMPLETED') return
    if (!RUNNING.has(task.status)) throw failureOf(task)
  }
}

function failureOf(task: TaskResponse): LandfallError {
  const wire = task.outputs.map(output => fromWire(output.error)).find(error => error !== null)
  if (wire) return new LandfallError(wire)
  return new LandfallError({
    code: 'UNEXPECTED_RESPONSE',
    message: task.error ?? `The task ${task.task_id} that confirms the upload ended as ${task.status}`,
    details: { task_id: task.task_id, task_status: task.status },
  })
}
