export type { RequestContext } from './context.ts'
export { type DescribedError, describeError, isMissingProcedure, toTrpcError } from './map-domain-errors.ts'
export { type AppRouter, appRouter, createCaller } from './root.ts'
