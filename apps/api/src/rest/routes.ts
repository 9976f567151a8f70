import type { ServiceDeps } from '@landfall/core/services'
import type { FastifyInstance } from 'fastify'
import { addBucketRoutes } from './buckets.ts'
import { authenticateRequests } from './caller.ts'
import { addObjectRoutes } from './objects.ts'
import { addQuotaRoutes } from './quotas.ts'
import { addTaskRoutes } from './tasks.ts'
import { addTokenRoutes } from './tokens.ts'
import { addUploadRoutes } from './uploads.ts'

/** The wire contract at `/v1`. Success is 200, and 204 for the two deletes (CONTRACT 0.2). */
export function addRestRoutes(app: FastifyInstance, services: ServiceDeps): void {
  const callerOf = authenticateRequests(app, services)
  addBucketRoutes(app, callerOf)
  addUploadRoutes(app, callerOf)
  addObjectRoutes(app, callerOf)
  addTaskRoutes(app, callerOf)
  addQuotaRoutes(app, callerOf)
  addTokenRoutes(app, callerOf)
}
