import type { Clock } from '../clock.ts'
import { LandfallError } from '../errors/landfall-error.ts'
import type { Credential } from './credential.ts'

/**
 * Fetches an upload token. Given is the one before it, if any: whoever mints the next may continue it, and what it began
 * goes on even without an owner.
 */
export type FetchToken = (previous: string | null) => string | Promise<string>

interface Held {
  token: string
  /** In the clock's time. `Infinity`: it does not say, so the API has to. */
  renewAt: number
  endsAt: number
}

/** Before its end by a fifth of its life, at most a minute: a request needs time, and clocks differ. */
const MARGIN_SHARE = 0.2
const LONGEST_MARGIN_MS = 60_000

interface KeeperParts {
  fetchToken: FetchToken
  clock: Clock
  /** Throws for what must not be sent from here. */
  refuse: (token: string) => void
}

/** Holds one token for all requests, and fetches the next once for all that need it. */
export function keepToken({ fetchToken, clock, refuse }: KeeperParts): Credential {
  let held: Held | null = null
  let fetching: Promise<Held> | null = null

  const fetchNext = async (previous: string | null): Promise<Held> => {
    const token = await ask(fetchToken, previous)
    refuse(token)
    held = { token, ...timesOf(token, clock.now()) }
    return held
  }
  const renew = async (): Promise<string> => {
    fetching ??= fetchNext(held?.token ?? null).finally(() => {
      fetching = null
    })
    return (await fetching).token
  }
  return {
    async current() {
      if (held !== null && clock.now() < held.renewAt) return held.token
      try {
        return await renew()
      } catch (error) {
        if (held !== null && clock.now() < held.endsAt) return held.token
        throw error
      }
    },
    async after(refused) {
      if (held !== null && held.token !== refused) return held.token
      const next = await renew()
      return next === refused ? null : next
    },
  }
}

/** A token route can be away for a moment like any other server; what it says itself is passed on. */
async function ask(fetchToken: FetchToken, previous: string | null): Promise<string> {
  let token: unknown
  try {
    token = await fetchToken(previous)
  } catch (cause) {
    if (cause instanceof LandfallError) throw cause
    throw new LandfallError({
      code: 'TOKEN_UNAVAILABLE',
      message: 'The `token` function of createLandfallClient failed; see `cause`',
      retry: 'same_request',
      cause,
    })
  }
  if (typeof token === 'string' && token !== '') return token
  throw new LandfallError({
    code: 'TOKEN_UNAVAILABLE',
    message: 'The `token` function of createLandfallClient answered no token: it has to be a text',
  })
}

/** By how long it lives, not by when it ends: this machine's date may be wrong. A token handed out late ends with a 401. */
function timesOf(token: string, now: number): Pick<Held, 'renewAt' | 'endsAt'> {
  const lifeMs = lifeOf(token)
  const margin = Math.min(LONGEST_MARGIN_MS, lifeMs * MARGIN_SHARE)
  return lifeMs === Number.POSITIVE_INFINITY
    ? { renewAt: lifeMs, endsAt: lifeMs }
    : { renewAt: now + lifeMs - margin, endsAt: now + lifeMs }
}

function lifeOf(token: string): number {
  try {
    const payload = (token.split('.')[1] ?? '').replaceAll('-', '+').replaceAll('_', '/')
    const { iat, exp } = JSON.parse(atob(payload)) as { iat?: unknown; exp?: unknown }
    const seconds = Number(exp) - Number(iat)
    return seconds > 0 ? seconds * 1000 : Number.POSITIVE_INFINITY
  } catch {
    return Number.POSITIVE_INFINITY
  }
}
