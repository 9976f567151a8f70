import { adminRouter } from './admin/router.ts'
import { bucketsRouter } from './buckets/router.ts'
import { healthRouter } from './health/router.ts'
import { createCallerFactory, router } from './init.ts'
import { objectsRouter } from './objects/router.ts'
import { overviewRouter } from './overview/router.ts'
import { quotasRouter } from './quotas/router.ts'
import { sessionsRouter } from './sessions/router.ts'
import { tasksRouter } from './tasks/router.ts'
import { tokensRouter } from './tokens/router.ts'
import { uploadsRouter } from './uploads/router.ts'

export const appRouter = router({
  uploads: uploadsRouter,
  objects: objectsRouter,
  buckets: bucketsRouter,
  quotas: quotasRouter,
  overview: overviewRouter,
  health: healthRouter,
  tasks: tasksRouter,
  tokens: tokensRouter,
  sessions: sessionsRouter,
  admin: adminRouter,
})

/** The router's type, for typed clients. Import it as a type only. */
export type AppRouter = typeof appRouter

export const createCaller = createCallerFactory(appRouter)
