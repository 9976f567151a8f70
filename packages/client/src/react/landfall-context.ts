import { createContext, useContext } from 'react'
import type { LandfallClient } from '../create-client.ts'

/** @internal */
export const LandfallContext = createContext<LandfallClient | null>(null)

/** The client of the nearest `LandfallProvider`. Throws where there is none. */
export function useLandfall(): LandfallClient {
  const client = useContext(LandfallContext)
  if (client === null)
    throw new Error('Landfall’s hooks and parts are for what is inside a <LandfallProvider>')
  return client
}
