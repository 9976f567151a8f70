import type { TaskBoard } from '@landfall/core/ports'
import type { Database } from '../connect.ts'
import { cancelTask } from './cancel-task.ts'
import { countTasks, listTasks } from './list-tasks.ts'
import { startConfirm } from './start-confirm.ts'
import { startBatchConfirm, startBucketDelete } from './start-tasks.ts'
import { findTask, finishTask, leaseTask, requeueExpired } from './tasks.ts'

export const createTaskBoard = (db: Database): TaskBoard => ({
  startConfirm: task => startConfirm(db, task),
  startBatchConfirm: task => startBatchConfirm(db, task),
  startBucketDelete: task => startBucketDelete(db, task),
  cancel: (scope, taskId) => cancelTask(db, scope, taskId),
  find: (scope, taskId) => findTask(db, scope, taskId),
  list: (tenant, query) => listTasks(db, tenant, query),
  count: (tenant, filter) => countTasks(db, tenant, filter),
  lease: (taskId, seconds) => leaseTask(db, taskId, seconds),
  finish: (taskId, result) => finishTask(db, taskId, result),
  requeueExpired: () => requeueExpired(db),
})
