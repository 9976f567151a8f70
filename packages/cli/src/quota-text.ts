import type { LandfallTrpc } from '@landfall/client'
import { UsageError } from './context.ts'
import { oneOf } from './parse-flags.ts'
import { formatBytes } from './progress-line.ts'

export type Quota = Awaited<ReturnType<LandfallTrpc['quotas']['get']['query']>>

/** Which quota is meant; the narrowest that was named. */
export const SCOPE_FLAGS = {
  scope: { type: 'string' },
  bucket: { type: 'string', short: 'b' },
  owner: { type: 'string' },
} as const

export const SCOPE_OPTIONS = [
  ['-b, --bucket B', 'of this bucket'],
  ['--owner O', 'of this owner in that bucket'],
  ['--scope S', 'organization or namespace, of your key'],
] as const

const SCOPES = ['organization', 'namespace', 'bucket', 'owner'] as const

export function scopeOf(flags: {
  scope?: string | undefined
  bucket?: string | undefined
  owner?: string | undefined
}) {
  const { bucket: id = null, owner = null } = flags
  const narrowest = owner !== null ? 'owner' : id !== null ? 'bucket' : null
  const scope = flags.scope === undefined ? narrowest : oneOf('scope', flags.scope, SCOPES)
  if (scope === null) throw new UsageError('say which quota: --bucket B [--owner O], or --scope organization')
  if (narrowest !== null && scope !== narrowest)
    throw new UsageError(`--scope ${scope} does not go with --bucket and --owner`)
  if ((scope === 'bucket' || scope === 'owner') && id === null)
    throw new UsageError(`scope ${scope} needs --bucket`)
  if (scope === 'owner' && owner === null) throw new UsageError('scope owner needs --owner')
  return { scope, id, owner }
}

export const HEAD = ['SCOPE', 'NAME', 'USED', 'RESERVED', 'LIMIT', 'OBJECTS', 'LIMIT']

export const rowOf = (quota: Quota, name: string) => [
  quota.scope,
  quota.owner === null ? name : `${name} ${quota.owner}`,
  formatBytes(quota.used_bytes),
  formatBytes(quota.reserved_bytes),
  limitText(quota.limit_bytes, formatBytes),
  String(quota.used_objects),
  limitText(quota.limit_objects, String),
]

const limitText = (limit: number | null, format: (value: number) => string) =>
  limit === null ? '-' : format(limit)
