'use client'

import { isActive, type UploadQueue } from '@landfall/client/queue'
import { useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { toast } from 'sonner'
import { SIGNED_OUT } from '#lib/signed-out.ts'
import { useTRPC } from '#lib/trpc.ts'
import { isSignedOut } from '../item-facts.ts'

const TOAST = 'signed-out'

/**
 * A session that ends on the way must not take the files of the page with it: the page stays, says so, and goes on when
 * somebody comes back to it who has signed in elsewhere.
 */
export function useSignedOut(queue: UploadQueue): void {
  const trpc = useTRPC()
  const queryClient = useQueryClient()
  useEffect(() => {
    const listen = new AbortController()
    const stay = (event: Event) => {
      if (!queue.items().some(item => isActive(item) || isSignedOut(item))) return
      event.preventDefault()
      tellSignedOut()
    }
    const goOn = async () => {
      if (!queue.items().some(isSignedOut)) return
      const options = trpc.sessions.current.queryOptions(undefined, { staleTime: 0 })
      const session = await queryClient.fetchQuery(options).catch(() => null)
      if (session === null) return
      toast.dismiss(TOAST)
      queue.retryWhere(isSignedOut)
    }
    window.addEventListener(SIGNED_OUT, stay, { signal: listen.signal })
    window.addEventListener('focus', goOn, { signal: listen.signal })
    return () => listen.abort()
  }, [queue, trpc, queryClient])
}

function tellSignedOut(): void {
  toast.error('You are signed out', {
    id: TOAST,
    duration: Number.POSITIVE_INFINITY,
    description: 'Your files wait here. Sign in in another tab and come back: they go on by themselves.',
    action: { label: 'Sign in', onClick: () => window.open('/sign-in', '_blank') },
  })
}
