import type { LandfallTrpc } from '@landfall/client'
import { DRY_RUN, oneOf } from './parse-flags.ts'

/** What a new key may do; the same under `keys create` and `admin keys create`. */
export const KEY_FLAGS = {
  ...DRY_RUN,
  org: { type: 'string' },
  namespace: { type: 'string' },
  name: { type: 'string', default: 'cli' },
  permission: { type: 'string', default: 'write' },
  'all-namespaces': { type: 'boolean', default: false },
} as const

type NewKey = Parameters<LandfallTrpc['admin']['createKey']['mutate']>[0]
type Permission = NonNullable<NewKey['permission']>

export const PERMISSIONS = ['read', 'write', 'delete', 'admin'] as const satisfies Permission[]

interface Flags {
  org?: string | undefined
  namespace?: string | undefined
  name: string
  permission: string
  'all-namespaces': boolean
}

export const newKeyOf = (flags: Flags): NewKey => ({
  organization: flags.org ?? null,
  namespace: flags.namespace ?? null,
  name: flags.name,
  permission: oneOf('permission', flags.permission, PERMISSIONS),
  all_namespaces: flags['all-namespaces'],
})
