'use client'

import { createContext, useContext } from 'react'
import type { ApiOutputs } from '#lib/trpc.ts'

export type Permission = ApiOutputs['sessions']['current']['permission']

const LEVELS: readonly Permission[] = ['read', 'write', 'delete', 'admin']

/** Of this session; given by the server with the page, so that no button appears late or only to go away. */
export const PermissionContext = createContext<Permission>('read')

/** Whether the session reaches beyond its namespace: to the organization's own limits. */
export const ReachContext = createContext(false)

/** Whether this session may. The server decides, this only spares a refusal. */
export function usePermission(needed: Permission): boolean {
  return LEVELS.indexOf(useContext(PermissionContext)) >= LEVELS.indexOf(needed)
}

/** Whether this session may set the limits of such a quota: who is bound to a namespace, not the organization's. */
export function useMayLimit(scope: 'organization' | 'namespace' | 'bucket' | 'owner'): boolean {
  const reachesOrganization = useContext(ReachContext)
  return usePermission('admin') && (reachesOrganization || scope !== 'organization')
}
