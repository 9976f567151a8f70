import { UsageError } from '../context.ts'
import { COMMON_FLAGS, parseFlags } from '../parse-flags.ts'
import { callAdmin } from './call-admin.ts'
import type { Command } from './command.ts'

const FLAGS = { ...COMMON_FLAGS, namespace: { type: 'string' } } as const

export const createOrganization: Command = {
  name: 'admin org create',
  usage: 'NAME [--namespace N]',
  summary: 'make an organization with its first namespace',
  async run(context, args) {
    const { values: flags, positionals } = parseFlags(args, FLAGS)
    const [name, ...rest] = positionals
    if (name === undefined || rest.length > 0)
      throw new UsageError('give the organization one name: landfall admin org create NAME')
    return callAdmin(context, flags, trpc =>
      trpc.admin.createOrganization.mutate({ name, namespace_name: flags.namespace }),
    )
  },
}
