import type { Log } from '@landfall/core/ports'
import { Logger } from 'graphile-worker'

/** The queue's own messages. Its everyday ones (a job began, a job ended) are noise beside our tasks' own lines. */
export function queueLogger(log: Log): Logger {
  return new Logger(scope => (level, message, meta) => {
    const fields = { scope: scope.label, task: scope.taskIdentifier, jobId: scope.jobId, ...errorOf(meta) }
    if (level === 'error') log.error(fields, message)
    if (level === 'warning') log.warn(fields, message)
  })
}

function errorOf(meta: unknown): { err?: unknown } {
  if (typeof meta !== 'object' || meta === null) return {}
  return 'error' in meta ? { err: meta.error } : {}
}
