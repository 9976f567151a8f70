// By its name, under which a bundler finds the client for a page, and a server that for Node.
import { createLandfallClient } from '@landfall/client'
import { type ReactNode, useState } from 'react'
import type { LandfallClient } from '../create-client.ts'
import type { LandfallClientOptions } from '../options.ts'
import { LandfallContext } from './landfall-context.ts'
import { useLatest } from './use-latest.ts'

/** A client that you have made, or what one is made of. An API key is no option of a page. */
export type LandfallProviderProps = { children?: ReactNode } & (
  | { client: LandfallClient }
  | ({ client?: undefined } & Omit<LandfallClientOptions, 'apiKey'>)
)

/**
 * Gives the hooks and parts inside it their client. Options are read once, as they first are, except a `token` function, of
 * which the latest is called; another `key` makes another client. Throws a `LandfallError` (`INVALID_OPTIONS`) for what
 * cannot work.
 */
export function LandfallProvider({ children, client, ...options }: LandfallProviderProps) {
  const own = useOwnClient(client ?? (options as LandfallClientOptions))
  return <LandfallContext.Provider value={client ?? own}>{children}</LandfallContext.Provider>
}

function useOwnClient(given: LandfallClient | LandfallClientOptions): LandfallClient {
  const latest = useLatest(given)
  const [own] = useState(() => {
    if ('upload' in given) return given
    if (typeof given.token !== 'function') return createLandfallClient(given)
    const first = given.token
    const token: typeof first = previous => {
      const { current } = latest
      return 'token' in current && typeof current.token === 'function'
        ? current.token(previous)
        : first(previous)
    }
    return createLandfallClient({ ...given, token })
  })
  return own
}
