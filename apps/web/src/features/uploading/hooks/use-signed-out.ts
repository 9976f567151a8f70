'use client'

import { isActive, type UploadQueue } from '@landfall/client/queue'
import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import { toast } from 'sonner'
import { useSession } from '#features/shell/hooks/use-session.ts'
import { SIGNED_OUT } from '#lib/signed-out.ts'
import { useTRPC } from '#lib/trpc.ts'
import { isSamePerson, type Person } from '../is-same-person.ts'
import { isSignedOut } from '../item-facts.ts'

const TOAST = 'signed-out'

/**
 * A session that ends on the way must not take the files of the page with it: the page stays, says so, and goes on when
 * the same person comes back to it who has signed in elsewhere. Nobody else's session may send them.
 */
export function useSignedOut(queue: UploadQueue): void {
  const trpc = useTRPC()
  const queryClient = useQueryClient()
  const { data: session } = useSession()
  // The first one: the page asks again, and then another person may answer.
  const chosenBy = useRef<Person>(undefined)
  useEffect(() => {
    chosenBy.current ??= session
    if (!session || isSamePerson(chosenBy.current, session) || !queue.items().some(isActive)) return
    // Signed in in another tab, while this session had not ended: the cookie is theirs by now.
    queue.pauseAll()
    tellSomebodyElse()
  }, [session, queue])
  useEffect(() => {
    let isLeaving = false
    const listen = new AbortController()
    const stay = (event: Event) => {
      if (!queue.items().some(item => isActive(item) || isSignedOut(item))) return
      event.preventDefault()
      tellSignedOut()
    }
    const goOn = async () => {
      if (!queue.items().some(isSignedOut)) return
      const options = trpc.sessions.current.queryOptions(undefined, { staleTime: 0 })
      const now = await queryClient.fetchQuery(options).catch(() => null)
      if (now === null) return
      if (!isSamePerson(chosenBy.current, now)) {
        tellSomebodyElse()
        // Once: the browser asks before it leaves the files, and its dialog gives the focus back.
        if (!isLeaving) window.location.reload()
        isLeaving = true
        return
      }
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

function tellSomebodyElse(): void {
  toast.error('Somebody else is signed in', {
    id: TOAST,
    duration: Number.POSITIVE_INFINITY,
    description: 'The files that wait here are not sent for them.',
    action: { label: 'Reload', onClick: () => window.location.reload() },
  })
}
