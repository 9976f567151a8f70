import type { TaskBoard } from '@landfall/core/ports'
import type { Database } from '../connect.ts'
import { cancelTask } from './cancel-task.ts'
import { startConfirm } from './start-confirm.ts'
import { startBatchConfirm, startBucketDelete } from './start-tasks.ts'
import { findTask, finishTask, leaseTask, listTasks, requeueExpired } from './tasks.ts'

export const createTaskBoard = (db: Database): TaskBoard => ({
  startConfirm: task => startConfirm(db, task),
  startBatchConfirm: task => startBatchConfirm(db, task),
  startBucketDelete: task => startBucketDelete(db, task),
  list: (organizationId, query) => listTasks(db, organizationId, query),
  cancel: (organizationId, taskId) => cancelTask(db, { organizationId, taskId }),
  find: (organizationId, taskId) => findTask(db, organizationId, taskId),
  lease: (taskId, seconds) => leaseTask(db, taskId, seconds),
  finish: (taskId, result) => finishTask(db, taskId, result),
  requeueExpired: () => requeueExpired(db),
})
