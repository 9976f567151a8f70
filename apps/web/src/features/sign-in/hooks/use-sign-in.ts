'use client'

import { useState } from 'react'

type Credential = { token: string } | { api_key: string }

const REFUSED = 'That is not valid: a link works only once and for a day, and a key may have been revoked.'
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
    setProblem(response && response.status < 500 ? REFUSED : UNREACHABLE)
    setBusy(false)
  }
  return { signIn, isBusy, problem }
}
