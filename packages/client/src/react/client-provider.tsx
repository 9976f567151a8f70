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

type CreateClient = (options: LandfallClientOptions) => LandfallClient

/** @internal Both entries come here with the client of their platform. */
export function ClientProvider({
  createLandfallClient,
  children,
  client,
  ...options
}: LandfallProviderProps & { createLandfallClient: CreateClient }) {
  const own = useOwnClient(createLandfallClient, client ?? (options as LandfallClientOptions))
  return <LandfallContext.Provider value={client ?? own}>{children}</LandfallContext.Provider>
}

function useOwnClient(
  createLandfallClient: CreateClient,
  given: LandfallClient | LandfallClientOptions,
): LandfallClient {
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
