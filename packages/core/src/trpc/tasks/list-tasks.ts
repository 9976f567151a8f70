import { listTasks } from '../../services/tasks/list-tasks.ts'
import { listTasksInput, listTasksResponse } from '../../wire/tasks/list-tasks.ts'
import { procedureFor } from '../init.ts'
import { unwrap } from '../map-domain-errors.ts'
import { toTaskResponse } from './to-task-response.ts'

export const listTasksProcedure = procedureFor('read')
  .input(listTasksInput)
  .output(listTasksResponse)
  .query(async ({ ctx, input }) => {
    const { tasks, nextCursor, total } = unwrap(
      await listTasks(ctx.services, ctx.actor, {
        statuses: input.status ? [input.status] : undefined,
        types: input.task_type ? [input.task_type] : undefined,
        search: input.search ?? undefined,
        filter: input.filters ?? undefined,
        sort: input.sort ?? undefined,
        limit: input.limit,
        offset: input.offset ?? undefined,
        cursor: input.cursor ?? undefined,
        includesTotal: input.include_total,
      }),
    )
    return { results: tasks.map(toTaskResponse), next_cursor: nextCursor, total }
  })
