'use client'

import { useState } from 'react'

type Credential = { token: string } | { api_key: string }

const REFUSED_KEY = 'This key is not valid: it may be mistyped, or revoked.'
const REFUSED_LINK = 'This link is not valid any more: a link works only once, and for a day.'
const TOO_MANY = 'Too many tries. Wait a minute, then try again.'
const UNREACHABLE = 'Landfall could not be reached. Check that it is running and try again.'

/** Arrives by a full page load, so that everything is asked for with the new session. */
export function useSignIn(next: string) {
  const [isBusy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  const signIn = async (credential: Credential) => {
    setBusy(true)
    setProblem(null)
    const response = await fetch('/api/session', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(credential),
    }).catch(() => null)
    if (response?.ok) {
      window.location.assign(next)
      return
    }
    setProblem(problemOf(response, credential))
    setBusy(false)
  }
  return { signIn, isBusy, problem }
}

function problemOf(response: Response | null, credential: Credential): string {
  if (!response || response.status >= 500) return UNREACHABLE
  if (response.status === 429) return TOO_MANY
  return 'token' in credential ? REFUSED_LINK : REFUSED_KEY
}
