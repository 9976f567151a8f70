import type { FastifyInstance } from 'fastify'
import { fromPath, takeInput } from '../http/input.ts'
import type { CallerOf } from './caller.ts'
import { listTasks } from './list-tasks.ts'

/** CONTRACT 8. */
export function addTaskRoutes(app: FastifyInstance, callerOf: CallerOf): void {
  app.post('/tasks/list', async request => listTasks(request, callerOf(request)))

  app.get('/tasks/:task_id', async request => {
    const input = takeInput<{ task_id: string }>(request, [fromPath(request)])
    return callerOf(request).tasks.get(input)
  })

  app.delete('/tasks/:task_id', async request => {
    const input = takeInput<{ task_id: string }>(request, [fromPath(request)])
    return callerOf(request).tasks.kill(input)
  })
}
