import { UsageError } from '../context.ts'
import { COMMON_FLAGS, DRY_RUN, parseFlags } from '../parse-flags.ts'
import { callAdmin } from './call-admin.ts'
import type { Command } from './command.ts'

const FLAGS = { ...COMMON_FLAGS, ...DRY_RUN, namespace: { type: 'string' } } as const

export const createOrganization: Command = {
  name: 'admin org create',
  usage: 'NAME [--namespace N] [--dry-run]',
  summary: 'make an organization with its first namespace',
  options: [
    ['--namespace N', 'the name of that namespace (default)'],
    ['--dry-run', 'show what would be made'],
  ],
  examples: ['landfall admin org create Acme --namespace production'],
  async run(context, args) {
    const { values: flags, positionals } = parseFlags(args, FLAGS)
    const [name, ...rest] = positionals
    if (name === undefined || rest.length > 0)
      throw new UsageError('give the organization one name: landfall admin org create NAME')
    if (flags['dry-run']) return callAdmin(context, flags, async () => ({ would_create: name }))
    return callAdmin(context, flags, trpc =>
      trpc.admin.createOrganization.mutate({ name, namespace_name: flags.namespace }),
    )
  },
}
