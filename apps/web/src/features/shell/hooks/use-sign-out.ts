'use client'

import { useCallback } from 'react'
import { toast } from 'sonner'

/** Leaves by a full page load, so that nothing of the session stays in memory. */
export function useSignOut(): () => void {
  return useCallback(async () => {
    const response = await fetch('/api/session', { method: 'DELETE' }).catch(() => null)
    if (response?.ok) window.location.assign('/sign-in')
    else toast.error('You are still signed in', { description: 'Landfall could not be reached. Try again.' })
  }, [])
}
