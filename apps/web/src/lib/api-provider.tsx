'use client'

import type { AppRouter } from '@landfall/core/trpc'
import { MutationCache, QueryCache, QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { createTRPCClient, httpBatchLink } from '@trpc/client'
import { type ReactNode, useState } from 'react'
import { codeOf } from './api-error.ts'
import { leaveToSignIn } from './signed-out.ts'
import { TRPCProvider } from './trpc.ts'

/** What will not go away by asking again is shown at once. */
const RETRYABLE = new Set(['NETWORK', 'DATABASE_UNAVAILABLE', 'STORAGE_UNAVAILABLE', 'RATE_LIMITED'])

function signInAgain(error: unknown): void {
  if (codeOf(error) === 'UNAUTHORIZED') leaveToSignIn()
}

function createQueryClient(): QueryClient {
  return new QueryClient({
    queryCache: new QueryCache({ onError: signInAgain }),
    mutationCache: new MutationCache({ onError: signInAgain }),
    defaultOptions: {
      queries: {
        staleTime: 5_000,
        // Once: a database that hangs takes its whole time limit to say so, and lists ask again by themselves.
        retry: (count, error) => count < 1 && RETRYABLE.has(codeOf(error)),
        retryDelay: 1_000,
      },
    },
  })
}

export function ApiProvider({ children }: { children: ReactNode }) {
  const [queryClient] = useState(createQueryClient)
  const [trpcClient] = useState(() =>
    createTRPCClient<AppRouter>({ links: [httpBatchLink({ url: '/api/trpc', maxItems: 20 })] }),
  )
  return (
    <QueryClientProvider client={queryClient}>
      <TRPCProvider trpcClient={trpcClient} queryClient={queryClient}>
        {children}
      </TRPCProvider>
    </QueryClientProvider>
  )
}
