import type { LandfallTrpc } from '@landfall/client'
import { UsageError } from '../context.ts'
import { COMMON_FLAGS, parseFlags } from '../parse-flags.ts'
import { callAdmin } from './call-admin.ts'
import type { Command } from './command.ts'

type Permission = NonNullable<Parameters<LandfallTrpc['admin']['createKey']['mutate']>[0]['permission']>

const PERMISSIONS = ['read', 'write', 'delete', 'admin'] as const satisfies Permission[]

const FLAGS = {
  ...COMMON_FLAGS,
  org: { type: 'string' },
  namespace: { type: 'string' },
  name: { type: 'string', default: 'cli' },
  permission: { type: 'string', default: 'write' },
} as const

export const createKey: Command = {
  name: 'admin keys create',
  usage: '--org ORG [--namespace NS] [--name N] [--permission read|write|delete|admin]',
  summary: 'make an API key; its secret is shown this once',
  async run(context, args) {
    const { values: flags, positionals } = parseFlags(args, FLAGS)
    if (positionals.length > 0) throw new UsageError(`unexpected argument: ${positionals.join(' ')}`)
    const { org, namespace, name } = flags
    if (org === undefined) throw new UsageError('say which organization: --org ORG (id or name)')
    const permission = PERMISSIONS.find(known => known === flags.permission)
    if (permission === undefined)
      throw new UsageError(`--permission is one of ${PERMISSIONS.join(', ')}, not ${flags.permission}`)
    return callAdmin(context, flags, trpc =>
      trpc.admin.createKey.mutate({ organization: org, namespace: namespace ?? null, name, permission }),
    )
  },
}
