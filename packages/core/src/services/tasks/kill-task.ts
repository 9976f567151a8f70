import type { Actor } from '../../domain/actor.ts'
import type { ServiceDeps } from '../deps.ts'
import { taskScope } from './find-task.ts'

/** CONTRACT 8: succeeds for unknown and finished tasks too, so it tells nobody which ids there are. */
export const killTask = (deps: ServiceDeps, actor: Actor, taskId: string) =>
  deps.tasks.cancel(taskScope(actor), taskId)
