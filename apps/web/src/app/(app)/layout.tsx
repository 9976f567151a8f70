import { reachesOrganization } from '@landfall/core/domain'
import { cookies } from 'next/headers'
import { redirect } from 'next/navigation'
import type { ReactNode } from 'react'
import { Shell } from '#features/shell/components/shell.tsx'
import { getRuntime } from '#server/runtime.ts'
import { actorOf } from '#server/session.ts'
import { SESSION_COOKIE } from '#server/session-cookie.ts'

export default async function SignedInLayout({ children }: { children: ReactNode }) {
  const secret = (await cookies()).get(SESSION_COOKIE)?.value
  const { services } = await getRuntime()
  const actor = await actorOf(services, secret)
  if (!actor) redirect('/sign-in')
  return (
    <Shell permission={actor.permission} reachesOrganization={reachesOrganization(actor)}>
      {children}
    </Shell>
  )
}
