import type { AppRouter } from '@landfall/core/trpc'
import type { inferRouterInputs, inferRouterOutputs } from '@trpc/server'
import { createTRPCContext } from '@trpc/tanstack-react-query'

/** The API, typed by its router. Used in the hooks of a feature, never in its components. */
export const { TRPCProvider, useTRPC } = createTRPCContext<AppRouter>()

export type ApiInputs = inferRouterInputs<AppRouter>
export type ApiOutputs = inferRouterOutputs<AppRouter>
